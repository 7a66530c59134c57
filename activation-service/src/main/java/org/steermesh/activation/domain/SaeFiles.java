package org.steermesh.activation.domain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.steermesh.contract.ResourceId;
import org.steermesh.contract.SaeName;

/** Finds sparse autoencoders in folders, and names them. */
public final class SaeFiles {

  private static final int DEEPEST = 6;

  private SaeFiles() {}

  /**
   * Folders that hold an autoencoder, by name. The name is the path below the folder searched, or
   * that folder's own name; a name that is taken gets a number.
   *
   * @throws IOException when a folder cannot be read
   */
  public static SortedMap<SaeName, Path> find(List<Path> folders) throws IOException {
    SortedMap<SaeName, Path> found =
        new TreeMap<>((first, second) -> first.id().compareTo(second.id()));
    for (Path folder : folders) {
      // A link to a folder is looked through; links below it are followed to files only.
      Path root = folder.toRealPath();
      if (!Files.isDirectory(root)) {
        throw new NotDirectoryException(root.toString());
      }
      try (Stream<Path> below = Files.walk(root, DEEPEST)) {
        for (Path each : below.filter(SaeFiles::holdsOne).sorted().toList()) {
          found.put(unused(found, name(root, each)), each);
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    return Collections.unmodifiableSortedMap(found);
  }

  private static boolean holdsOne(Path folder) {
    return Files.isDirectory(folder)
        && (Files.exists(folder.resolve("params.npz"))
            || (Files.exists(folder.resolve("cfg.json"))
                && Files.exists(folder.resolve("sae_weights.safetensors"))));
  }

  private static String name(Path root, Path folder) {
    Path below = folder.equals(root) ? root.getFileName() : root.relativize(folder);
    String name = String.valueOf(below);
    // An id begins with a letter; a folder is often called by its number of features.
    return ResourceId.derive(Character.isLetter(name.charAt(0)) ? name : "sae-" + name);
  }

  private static SaeName unused(SortedMap<SaeName, Path> found, String id) {
    SaeName name = new SaeName(id);
    for (int number = 2; found.containsKey(name); number++) {
      String end = "-" + number;
      name = new SaeName(id.substring(0, Math.min(id.length(), 63 - end.length())) + end);
    }
    return name;
  }
}
