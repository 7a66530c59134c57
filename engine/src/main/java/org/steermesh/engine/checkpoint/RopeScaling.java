package org.steermesh.engine.checkpoint;

/** How rotary frequencies are changed for longer contexts. */
public sealed interface RopeScaling {

  /** The inverse frequency to use instead of {@code frequency}. */
  double scale(double frequency);

  /** Frequencies as they are. */
  record None() implements RopeScaling {
    @Override
    public double scale(double frequency) {
      return frequency;
    }
  }

  /**
   * All frequencies divided.
   *
   * @param factor by this
   */
  record Linear(double factor) implements RopeScaling {
    @Override
    public double scale(double frequency) {
      return frequency / factor;
    }
  }

  /**
   * Llama 3.1: low frequencies divided, high ones kept, a smooth change between.
   *
   * @param factor divides low frequencies
   * @param lowFactor wavelengths above context / lowFactor are low frequencies
   * @param highFactor wavelengths below context / highFactor are high frequencies
   * @param originalContext context of the model before it was extended
   */
  record Llama3(double factor, double lowFactor, double highFactor, double originalContext)
      implements RopeScaling {
    @Override
    public double scale(double frequency) {
      double turns = originalContext * frequency / (2 * Math.PI);
      double smooth = Math.clamp((turns - lowFactor) / (highFactor - lowFactor), 0, 1);
      return (1 - smooth) * frequency / factor + smooth * frequency;
    }
  }
}
