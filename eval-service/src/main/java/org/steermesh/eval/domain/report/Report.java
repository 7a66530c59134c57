package org.steermesh.eval.domain.report;

import java.util.List;
import org.steermesh.eval.domain.Evaluation;

/**
 * What one page or table shows.
 *
 * @param title heading of the page
 * @param evaluations one panel each, in this order; may be empty
 * @param samples shown after them; may be empty
 */
public record Report(String title, List<Evaluation> evaluations, List<Sample> samples) {

  /** Keeps the lists. */
  public Report {
    evaluations = List.copyOf(evaluations);
    samples = List.copyOf(samples);
  }
}
