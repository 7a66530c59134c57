package org.steermesh.engine.bench;

import java.util.List;
import org.steermesh.engine.ModelDescription;

/**
 * What was measured.
 *
 * @param machine where
 * @param threads intra-op threads of a call
 * @param quick whether with one repeat of little work: then the numbers mean nothing
 * @param subject name of the shape, or of the model's folder
 * @param formats one entry per format, in the order measured
 */
public record BenchReport(
    Machine machine, int threads, boolean quick, String subject, List<FormatReport> formats) {

  /** Copies the list. */
  public BenchReport {
    formats = List.copyOf(formats);
  }

  /**
   * One format.
   *
   * @param model what was measured, and what its matrices were held as
   * @param fileBytes size of the checkpoint's safetensors
   * @param floors of the machine, measured before
   * @param measures in the order measured
   */
  public record FormatReport(
      ModelDescription model, long fileBytes, Floors floors, List<Measure> measures) {

    /** Copies the list. */
    public FormatReport {
      measures = List.copyOf(measures);
    }
  }
}
