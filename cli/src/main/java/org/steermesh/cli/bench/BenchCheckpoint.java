package org.steermesh.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.steermesh.engine.bench.BenchShape;
import org.steermesh.engine.bench.RandomCheckpoint;

/** The random checkpoint that whole experiments are measured with. */
public final class BenchCheckpoint {

  private static final String SHAPE = "110m";

  private BenchCheckpoint() {}

  /** Writes the 110m shape in float32 into {@code folder}, and returns it. */
  public static Path write(Path folder) throws IOException {
    RandomCheckpoint.write(folder, BenchShape.parse(SHAPE), false);
    return folder;
  }
}
