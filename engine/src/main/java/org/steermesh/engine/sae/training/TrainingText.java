package org.steermesh.engine.sae.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.steermesh.engine.training.TrainingException;

/**
 * The texts of a file, or of all files of a folder in the order of their names. In a {@code .jsonl}
 * file every line is an object whose {@code text} is one text; in a {@code .txt} or {@code .md}
 * file blank lines part one text from the next.
 */
public final class TrainingText {

  static final String JSON_LINES = ".jsonl";
  private static final Set<String> ENDINGS = Set.of(".txt", ".md", JSON_LINES);

  private final List<Path> files;
  private final String digest;

  private TrainingText(List<Path> files, String digest) {
    this.files = List.copyOf(files);
    this.digest = digest;
  }

  /**
   * Finds the files.
   *
   * @param place a file, of whatever name, or a folder
   * @throws TrainingException when there is none
   * @throws IOException when they cannot be listed
   */
  public static TrainingText of(Path place) throws IOException {
    List<Path> files = Files.isDirectory(place) ? inside(place) : List.of(place);
    if (files.isEmpty()) {
      throw new TrainingException(place + " holds no file that ends in .txt, .md or .jsonl");
    }
    MessageDigest digest = sha256();
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw new TrainingException(file + " is not a file or a folder");
      }
      String line = file.getFileName() + " " + Files.size(file) + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return new TrainingText(files, HexFormat.of().formatHex(digest.digest()));
  }

  private static List<Path> inside(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).filter(TrainingText::isText).sorted().toList();
    }
  }

  private static boolean isText(Path file) {
    return ENDINGS.stream().anyMatch(String.valueOf(file.getFileName())::endsWith);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The files, in order. */
  List<Path> files() {
    return files;
  }

  /** SHA-256 (hex) over names and sizes: whether a training that goes on has the same text. */
  String digest() {
    return digest;
  }
}
