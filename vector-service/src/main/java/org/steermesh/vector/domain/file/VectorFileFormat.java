package org.steermesh.vector.domain.file;

/** How a file of a vector is written. */
public enum VectorFileFormat {
  /** Control vector of llama.cpp. */
  GGUF("GGUF", "gguf"),
  /** Safetensors. */
  SAFETENSORS("safetensors", "safetensors"),
  /** One NumPy array. */
  NPY("npy", "npy"),
  /** Several NumPy arrays. */
  NPZ("npz", "npz"),
  /** The zip form of {@code torch.save}; read only. */
  TORCH("PyTorch", "pt"),
  /** A bundle of our own, without loss. */
  BUNDLE("bundle", "steer");

  private final String title;
  private final String ending;

  VectorFileFormat(String title, String ending) {
    this.title = title;
    this.ending = ending;
  }

  /** What people call it. */
  public String title() {
    return title;
  }

  /** How names of such files end, without a dot. */
  public String ending() {
    return ending;
  }

  /** Whether a number of a block means the same in every such file. */
  public boolean hasOwnConvention() {
    return this == GGUF || this == BUNDLE;
  }
}
