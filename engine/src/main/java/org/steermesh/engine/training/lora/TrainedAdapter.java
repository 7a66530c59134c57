package org.steermesh.engine.training.lora;

import java.util.List;
import java.util.Optional;

/**
 * What a training made.
 *
 * @param parameters number of weights of the adapter
 * @param steps taken
 * @param measurements in the order in which they were made, those before training first
 */
public record TrainedAdapter(long parameters, int steps, List<Measurement> measurements) {

  /** Copies the list. */
  public TrainedAdapter {
    measurements = List.copyOf(measurements);
  }

  /** The model as it was; nothing where the part has no items. */
  public Optional<Measured> before(Measurement.Part part) {
    return measurements.stream()
        .filter(each -> each.part() == part && each.step() == 0)
        .map(Measurement::result)
        .findFirst();
  }

  /** The model with the adapter; nothing where the part has no items. */
  public Optional<Measured> after(Measurement.Part part) {
    return measurements.reversed().stream()
        .filter(each -> each.part() == part)
        .map(Measurement::result)
        .findFirst();
  }
}
