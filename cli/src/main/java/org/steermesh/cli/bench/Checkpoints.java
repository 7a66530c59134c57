package org.steermesh.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.cli.file.TemporaryFolder;
import org.steermesh.engine.bench.BenchShape;
import org.steermesh.engine.bench.RandomCheckpoint;
import org.steermesh.engine.decoder.WeightFormat;

/** Random checkpoints of one shape, made when asked for; deleted at the end unless kept. */
final class Checkpoints implements AutoCloseable {

  private final BenchShape shape;
  private final Optional<TemporaryFolder> temporary;
  private final Path folder;

  /**
   * Prepares.
   *
   * @param kept where they stay; none for a temporary folder
   */
  Checkpoints(BenchShape shape, Optional<Path> kept) throws IOException {
    this.shape = shape;
    this.temporary =
        kept.isPresent() ? Optional.empty() : Optional.of(TemporaryFolder.create("steer-bench-"));
    this.folder =
        temporary.map(TemporaryFolder::path).orElseGet(kept::orElseThrow).resolve(shape.name());
  }

  /**
   * The checkpoint for a format: stored in float32 for F32, in bfloat16 for the others; the shape
   * of 2 billion weights always in bfloat16, as its like are.
   */
  Path of(WeightFormat format) {
    boolean half = format != WeightFormat.F32 || shape.gemma();
    Path checkpoint = folder.resolve(half ? "bf16" : "f32");
    if (!Files.isRegularFile(checkpoint.resolve("tokenizer.json"))) {
      try {
        RandomCheckpoint.write(checkpoint, shape, half);
      } catch (IOException e) {
        throw FileProblem.writing(checkpoint, e);
      }
    }
    return checkpoint;
  }

  @Override
  public void close() throws IOException {
    if (temporary.isPresent()) {
      temporary.get().close();
    }
  }
}
