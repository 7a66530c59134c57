package org.steermesh.cli.bench;

import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.engine.torch.NativeLibrary;

/** Where to compute. */
public enum Device {
  /** The processor. */
  CPU,
  /** A graphics card of NVIDIA. */
  CUDA,
  /** What is there. */
  AUTO;

  /** Refuses a device that the engine cannot compute on here, with what it would need. */
  public void require() {
    if (this != CUDA) {
      return;
    }
    String natives =
        NativeLibrary.gpuCount() == 0
            ? "the native library here, libtorch "
                + NativeLibrary.version()
                + ", finds no CUDA device: it needs an NVIDIA driver and the artefact"
                + " ai.djl.pytorch:pytorch-native-cu124 in place of pytorch-native-cpu"
            : "the native library finds a CUDA device";
    throw new SteerException(
        ExitCode.USAGE,
        "--device cuda: "
            + natives
            + "; and the engine itself computes on the CPU only so far; --device cpu measures that");
  }
}
