package org.steermesh.cli.sft;

import java.util.Locale;
import org.steermesh.cli.show.Progress;
import org.steermesh.cli.show.Terminal;
import org.steermesh.engine.training.lora.LoraTraining;
import org.steermesh.engine.training.lora.Measured;
import org.steermesh.engine.training.lora.Measurement;

/** Shows how far a training is, with its loss, and a line for every measurement. */
public final class SftProgress implements LoraTraining.Listener, AutoCloseable {

  /** How much of the shown loss is that of the last step. */
  private static final double NEW = 0.1;

  private final Terminal terminal;
  private final int steps;
  private final Progress shown;
  private double loss = Double.NaN;

  /** For a training of so many steps. */
  public SftProgress(Terminal terminal, int steps) {
    this.terminal = terminal;
    this.steps = steps;
    this.shown = Progress.on(terminal, "train");
  }

  @Override
  public void trained(int step, double now) {
    loss = Double.isNaN(loss) ? now : (1 - NEW) * loss + NEW * now;
    shown.update(step, steps, "loss " + String.format(Locale.ROOT, "%.3f", loss));
  }

  @Override
  public void measured(Measurement measurement) {
    shown.close();
    Measured result = measurement.result();
    terminal.note(
        String.format(
            Locale.ROOT,
            "step %d of %d: %s accuracy %.3f (%d of %d), loss %.3f",
            measurement.step(),
            steps,
            measurement.part().label(),
            result.accuracy(),
            result.correct(),
            result.items(),
            result.loss()));
  }

  @Override
  public void close() {
    shown.close();
  }
}
