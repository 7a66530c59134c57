package org.steermesh.engine.sae.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.steermesh.engine.training.TrainingException;

/** Reads texts one after the other; long ones in pieces, so that none fills the memory. */
final class TextReader implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A longer text is cut at the next white space. */
  private static final int PIECE = 1 << 15;

  private static final int LONGEST_LINE = 1 << 24;

  private final Iterator<Path> files;
  private final Deque<String> pieces = new ArrayDeque<>();
  private @Nullable BufferedReader reader;
  private Path file = Path.of("");
  private long line;

  TextReader(TrainingText text) {
    this.files = text.files().iterator();
  }

  /** The next piece of text that is not blank, or null where all were read. */
  @Nullable String next() throws IOException {
    while (pieces.isEmpty()) {
      BufferedReader open = reader;
      if (open == null) {
        if (!files.hasNext()) {
          return null;
        }
        file = files.next();
        line = 0;
        reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
      } else {
        read(open);
      }
    }
    return pieces.remove();
  }

  private void read(BufferedReader open) throws IOException {
    boolean json = file.toString().endsWith(TrainingText.JSON_LINES);
    try {
      String text = json ? jsonLine(open) : paragraph(open);
      if (text == null) {
        close();
      } else {
        cut(text);
      }
    } catch (CharacterCodingException e) {
      throw new TrainingException(file + " is not UTF-8 text", e);
    }
  }

  private void cut(String text) {
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(text.length(), from + PIECE);
      int most = Math.min(text.length(), from + 2 * PIECE);
      while (to < most && !Character.isWhitespace(text.charAt(to))) {
        to++;
      }
      if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
        to--;
      }
      String piece = text.substring(from, to);
      if (!piece.isBlank()) {
        pieces.add(piece);
      }
      from = to;
    }
  }

  private @Nullable String paragraph(BufferedReader open) throws IOException {
    StringBuilder text = new StringBuilder();
    String next = line(open);
    while (next != null && next.isBlank()) {
      next = line(open);
    }
    if (next == null) {
      return null;
    }
    while (next != null && !next.isBlank()) {
      text.append(text.isEmpty() ? "" : "\n").append(next);
      next = text.length() < PIECE ? line(open) : null;
    }
    return text.toString();
  }

  private @Nullable String jsonLine(BufferedReader open) throws IOException {
    String next = line(open);
    while (next != null && next.isBlank()) {
      next = line(open);
    }
    if (next == null) {
      return null;
    }
    try {
      JsonNode text = JSON.readTree(next).path("text");
      if (text.isTextual()) {
        // Half a surrogate pair, which JSON can write, becomes a question mark.
        byte[] utf8 = text.textValue().getBytes(StandardCharsets.UTF_8);
        return new String(utf8, StandardCharsets.UTF_8);
      }
    } catch (JsonProcessingException e) {
      throw new TrainingException(file + ", line " + line + " is not JSON", e);
    }
    throw new TrainingException(
        file + ", line " + line + " has no string \"text\"; each line of .jsonl needs one");
  }

  private @Nullable String line(BufferedReader open) throws IOException {
    line++;
    StringBuilder text = new StringBuilder();
    int next = open.read();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      if (text.length() == LONGEST_LINE) {
        throw new TrainingException(
            file + ", line " + line + " is longer than " + LONGEST_LINE + " characters");
      }
      text.append((char) next);
      next = open.read();
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
