package org.steermesh.cli.bench;

import java.util.List;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.decoder.Device;
import org.steermesh.engine.decoder.WeightFormat;

/** The device that a command line names, refused before anything is made for it. */
public final class Devices {

  /** What takes a CUDA device where one can be used. */
  public static final String AUTO = "auto";

  private Devices() {}

  /** The device of a name, able to hold matrices in the formats. */
  public static Device named(String name, List<WeightFormat> formats) {
    if (name.equals(AUTO)) {
      return formats.contains(WeightFormat.INT8) ? Device.CPU : Device.best();
    }
    Device device =
        Device.named(name)
            .orElseThrow(() -> refusal(name + " is not a device; allowed are cpu, cuda and auto"));
    try {
      formats.forEach(device::require);
      return device;
    } catch (EngineException e) {
      throw refusal(name + ": " + e.getMessage());
    }
  }

  private static SteerException refusal(String what) {
    return new SteerException(ExitCode.USAGE, "--device " + what);
  }
}
