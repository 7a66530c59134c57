package org.steermesh.engine.decoder;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.torch.NativeLibrary;

/** Where a decoder runs. */
public enum Device {
  /** The processor. */
  CPU,
  /** The first CUDA device; needs native libraries with CUDA, see docs/gpu.md. */
  CUDA;

  /** The CUDA device where native libraries and driver offer one, else the processor. */
  public static Device best() {
    return NativeLibrary.hasCuda() ? CUDA : CPU;
  }

  /** The device that people mean by a name, as {@link #label} gives it. */
  public static Optional<Device> named(String name) {
    return Arrays.stream(values()).filter(device -> device.label().equals(name)).findAny();
  }

  /** As people write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Checks that the device is here and can hold matrices in the format.
   *
   * @throws EngineException when it is not, or cannot
   */
  public void require(WeightFormat format) {
    if (this == CUDA && !NativeLibrary.hasCuda()) {
      throw unavailable(
          "there is no CUDA device: "
              + NativeLibrary.cudaAbsence()
              + "; use device cpu (--device cpu, steermesh.model.device=cpu), or see docs/gpu.md for"
              + " the native libraries with CUDA");
    }
    if (this == CUDA && format == WeightFormat.INT8) {
      throw unavailable("int8 is for the CPU only; on CUDA use f32, bf16 or f16");
    }
  }

  private static EngineException unavailable(String message) {
    return new EngineException(EngineReason.DEVICE_UNAVAILABLE, message);
  }
}
