package org.steermesh.cli.declaration;

import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;

/**
 * YAML text as nodes that know their line and column.
 *
 * <p>The text may come from anybody: its size, its depth and its aliases are bounded before
 * anything is built from it, and no tag makes an object.
 */
final class YamlNodes {

  /** Most characters of a declaration. */
  static final int MOST_CHARACTERS = 1 << 20;

  private static final int DEEPEST = 32;
  private static final int MOST_ALIASES = 64;

  private YamlNodes() {}

  /**
   * Reads one document.
   *
   * @param label what marks are named after, such as the file
   * @return empty for an empty document
   */
  static Optional<Node> compose(String label, String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new SteerException(
          ExitCode.USAGE,
          label
              + " has "
              + text.length()
              + " characters, at most "
              + MOST_CHARACTERS
              + " are read");
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(label)
            .setUseMarks(true)
            .setParseComments(false)
            .setAllowDuplicateKeys(false)
            .setAllowRecursiveKeys(false)
            .setMaxAliasesForCollections(MOST_ALIASES)
            .setCodePointLimit(MOST_CHARACTERS)
            .build();
    try {
      requireBounded(label, text, settings);
      return new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      throw new SteerException(
          ExitCode.USAGE,
          Problems.at(e.getProblemMark().or(e::getContextMark)) + ": " + e.getProblem(),
          e);
    } catch (YamlEngineException e) {
      throw new SteerException(ExitCode.USAGE, label + ": " + e.getMessage(), e);
    }
  }

  /** The name of a file in marks: its last part, as people call it. */
  static String label(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** Composing is recursive, so depth and aliases are counted on the flat events before. */
  private static void requireBounded(String label, String text, LoadSettings settings) {
    int depth = 0;
    int aliases = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        case Alias -> aliases++;
        case Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> {}
      }
      if (depth > DEEPEST || aliases > MOST_ALIASES) {
        throw new SteerException(
            ExitCode.USAGE,
            Problems.at(event.getStartMark())
                + (depth > DEEPEST
                    ? ": more than " + DEEPEST + " levels deep"
                    : ": more than " + MOST_ALIASES + " aliases")
                + "; "
                + label
                + " is not read");
      }
    }
  }
}
