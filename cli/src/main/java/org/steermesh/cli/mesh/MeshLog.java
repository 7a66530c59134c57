package org.steermesh.cli.mesh;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The logs of all parts of a mesh: each in a file of its own, and all merged for a reader. */
public final class MeshLog {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  /** How a warning of the tensor library begins: it names no fault of the reader, no remedy. */
  private static final Pattern NATIVE_WARNING = Pattern.compile("\\[W\\d+ ");

  private static final int[] COLOURS = {36, 33, 32, 35, 34, 31};

  private final Consumer<String> reader;
  private final boolean colour;
  private int sources;

  private MeshLog(Consumer<String> reader, boolean colour) {
    this.reader = reader;
    this.colour = colour;
  }

  /** Hands every line to {@code reader}, with its time and where it comes from. */
  public static MeshLog merged(Consumer<String> reader, boolean colour) {
    return new MeshLog(reader, colour);
  }

  /** Writes the files only. */
  public static MeshLog filesOnly() {
    return new MeshLog(line -> {}, false);
  }

  /** Opens the log of one part in {@code folder}; the log of the run before is kept beside it. */
  synchronized Consumer<String> open(Path folder, String name) {
    int paint = COLOURS[sources++ % COLOURS.length];
    try {
      Files.createDirectories(folder);
      Path file = folder.resolve(name + ".log");
      if (Files.exists(file)) {
        Files.move(file, folder.resolve(name + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
      }
      PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file), true);
      return line -> write(writer, name, paint, line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void write(PrintWriter file, String name, int paint, String line) {
    String time = TIME.format(LocalTime.now(ZoneId.systemDefault()));
    file.println(time + " " + line);
    if (NATIVE_WARNING.matcher(line).lookingAt()) {
      return;
    }
    String label = "%-10s".formatted(name);
    reader.accept(
        time + " " + (colour ? "\u001b[" + paint + "m" + label + "\u001b[0m" : label) + " " + line);
  }
}
