package org.steermesh.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.steermesh.cli.show.Progress;
import org.steermesh.cli.show.Terminal;
import org.steermesh.engine.bench.Bench;
import org.steermesh.engine.bench.BenchReport;
import org.steermesh.engine.bench.BenchShape;
import org.steermesh.engine.bench.Effort;
import org.steermesh.engine.bench.Machine;
import org.steermesh.engine.decoder.Placement;
import org.steermesh.engine.decoder.WeightFormat;

/**
 * Measures models in formats, one after the other.
 *
 * @param placements in the order in which they are measured
 * @param threads of one computation; 0 takes the number of cores
 * @param effort how much is measured
 * @param terminal where progress is shown
 */
public record BenchRun(List<Placement> placements, int threads, Effort effort, Terminal terminal) {

  /** Copies the list. */
  public BenchRun {
    placements = List.copyOf(placements);
  }

  /**
   * Measures random checkpoints of a shape.
   *
   * @param kept where they stay; none to delete them
   */
  public BenchReport of(BenchShape shape, Optional<Path> kept) throws IOException {
    Machine machine = Machine.current();
    try (Checkpoints checkpoints = new Checkpoints(shape, kept)) {
      return measure(machine, shape.name(), checkpoints::of);
    }
  }

  /** Measures a model. */
  public BenchReport of(Path model) throws IOException {
    String name = String.valueOf(model.toAbsolutePath().normalize().getFileName());
    return measure(Machine.current(), name, format -> model);
  }

  private interface Folders {
    Path of(WeightFormat format);
  }

  private BenchReport measure(Machine machine, String name, Folders folders) throws IOException {
    int[] before = new int[1];
    try (Progress bar = Progress.on(terminal, "bench " + name)) {
      Bench bench =
          new Bench(
              effort,
              threads,
              (done, all) ->
                  bar.update((long) before[0] * all + done, (long) placements.size() * all));
      for (Placement placement : placements) {
        bench.measure(folders.of(placement.format()), name, placement);
        before[0]++;
      }
      return bench.report(machine, name);
    }
  }
}
