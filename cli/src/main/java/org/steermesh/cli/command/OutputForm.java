package org.steermesh.cli.command;

import org.jspecify.annotations.Nullable;
import org.steermesh.cli.show.Json;
import org.steermesh.cli.show.Terminal;
import picocli.CommandLine.Option;

/** How a result is printed. */
final class OutputForm {

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  boolean isJson() {
    return json;
  }

  /**
   * Tells that something was done, where there is nothing to show.
   *
   * @param sentence for a reader
   * @param field with {@code subject}, the object for a program: {@code {"deleted": "vectors/x"}}
   * @param subject what it was done to; null for nothing
   */
  void tell(Terminal terminal, String sentence, String field, @Nullable String subject) {
    if (json) {
      terminal.result(Json.of(field, subject));
    } else {
      terminal.note(sentence);
    }
  }

  /** Tells that {@code name} was deleted. */
  void tellDeleted(Terminal terminal, String name) {
    tell(terminal, "deleted " + name, "deleted", name);
  }
}
