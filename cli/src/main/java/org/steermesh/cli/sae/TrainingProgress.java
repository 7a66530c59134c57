package org.steermesh.cli.sae;

import org.steermesh.cli.show.Progress;
import org.steermesh.cli.show.Terminal;
import org.steermesh.engine.sae.training.SaeTraining;

/** Shows how far a training is: the first activations read, then trained on, then measured. */
public final class TrainingProgress implements SaeTraining.Listener, AutoCloseable {

  private final Terminal terminal;
  private final long tokens;
  private Progress shown;
  private boolean training;

  /** For a training on so many activations. */
  public TrainingProgress(Terminal terminal, long tokens) {
    this.terminal = terminal;
    this.tokens = tokens;
    this.shown = Progress.on(terminal, "read");
  }

  @Override
  public void reading(long read, long block) {
    if (!training) {
      shown.update(read, block);
    }
  }

  @Override
  public void trained(long done, double unexplained, double active) {
    if (!training) {
      training = true;
      shown.close();
      shown = Progress.on(terminal, "train");
    }
    shown.update(Math.min(done, tokens), tokens);
  }

  @Override
  public void measuring() {
    shown.close();
    terminal.note("measuring on held-out text");
  }

  @Override
  public void close() {
    shown.close();
  }
}
