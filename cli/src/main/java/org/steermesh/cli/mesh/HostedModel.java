package org.steermesh.cli.mesh;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The model that a local mesh hosts.
 *
 * @param folder in Hugging Face layout
 * @param dtype what its matrices are held as: auto, f32, bf16, f16 or int8
 * @param device where it runs: auto, cpu or cuda
 * @param saes folders that are searched for its sparse autoencoders
 * @param adapter a LoRA adapter that is added to its weights
 */
public record HostedModel(
    Path folder, String dtype, String device, List<Path> saes, Optional<Path> adapter) {

  /** Copies the list. */
  public HostedModel {
    saes = List.copyOf(saes);
  }

  /** What fits the checkpoint, on what the machine has. */
  public static final String AUTO = "auto";

  /** A model held and run as fits. */
  public static HostedModel automatic(Path folder) {
    return new HostedModel(folder, AUTO, AUTO, List.of());
  }

  /** A model as it is stored. */
  public HostedModel(Path folder, String dtype, String device, List<Path> saes) {
    this(folder, dtype, device, saes, Optional.empty());
  }
}
