package org.steermesh.cli.mesh;

import java.nio.file.Path;
import java.util.List;

/**
 * The model that a local mesh hosts.
 *
 * @param folder in Hugging Face layout
 * @param dtype what its matrices are held as: auto, f32, bf16, f16 or int8
 * @param device where it runs: auto, cpu or cuda
 * @param saes folders that are searched for its sparse autoencoders
 */
public record HostedModel(Path folder, String dtype, String device, List<Path> saes) {

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
}
