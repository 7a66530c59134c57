package org.steermesh.cli.sae;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.sae.SaeDescription;
import org.steermesh.engine.sae.SparseAutoencoder;

/**
 * The autoencoders below a folder.
 *
 * @param found those that can be opened, in the order of their places
 * @param refused the places of others, and why
 */
public record SaeFiles(List<Found> found, Map<Path, String> refused) {

  /** Gemma Scope nests three folders deep; nobody keeps autoencoders much deeper. */
  private static final int DEPTH = 8;

  private static final String LENS_WEIGHTS = "sae_weights.safetensors";
  private static final String SCOPE_WEIGHTS = "params.npz";

  /**
   * One autoencoder.
   *
   * @param place its folder
   * @param bytes of its weights
   */
  public record Found(Path place, SaeDescription description, long bytes) {}

  /** Copies both. */
  public SaeFiles {
    found = List.copyOf(found);
    refused = new LinkedHashMap<>(refused);
  }

  /**
   * Looks below a folder, which may itself hold one.
   *
   * @throws IOException when it cannot be read
   */
  public static SaeFiles below(Path folder) throws IOException {
    List<Found> found = new ArrayList<>();
    Map<Path, String> refused = new LinkedHashMap<>();
    for (Path weights : weights(folder)) {
      Path place = weights.toAbsolutePath().getParent();
      Path shown =
          place == null ? folder : folder.resolve(folder.toAbsolutePath().relativize(place));
      try (SparseAutoencoder opened = SparseAutoencoder.open(shown)) {
        found.add(new Found(shown.normalize(), opened.description(), Files.size(weights)));
      } catch (EngineException e) {
        refused.put(shown.normalize(), String.valueOf(e.getMessage()));
      }
    }
    return new SaeFiles(found, refused);
  }

  private static List<Path> weights(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder, DEPTH)) {
      return all.filter(SaeFiles::isWeights).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean isWeights(Path file) {
    Path name = file.getFileName();
    return name != null
        && (name.toString().equals(LENS_WEIGHTS) || name.toString().equals(SCOPE_WEIGHTS))
        && Files.isRegularFile(file);
  }
}
