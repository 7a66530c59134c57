package org.steermesh.cli.show;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * The two output streams: results on {@code out}, everything about the work on {@code err}.
 *
 * @param inIsTerminal whether a person types rather than a file or program feeds the input
 * @param outIsTerminal whether a person looks at {@code out} rather than a file or program
 * @param errIsTerminal the same for {@code err}
 * @param colour whether a terminal may be coloured
 * @param columns width of the terminal
 */
public record Terminal(
    PrintStream out,
    PrintStream err,
    boolean inIsTerminal,
    boolean outIsTerminal,
    boolean errIsTerminal,
    boolean colour,
    int columns) {

  private static final int DEFAULT_COLUMNS = 80;

  /**
   * The streams of this process. The {@code steer} script knows which of them are terminals and
   * says so in the property {@code steer.terminal}.
   */
  public static Terminal ofProcess(String terminals, Map<String, String> environment) {
    boolean colour =
        environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Terminal(
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        terminals.contains("in"),
        terminals.contains("out"),
        terminals.contains("err"),
        colour,
        columns(environment.getOrDefault("COLUMNS", "")));
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, UTF_8);
  }

  private static int columns(String text) {
    return text.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(text) : DEFAULT_COLUMNS;
  }

  /** Prints one line of result. */
  public void result(String line) {
    out.println(line);
  }

  /** Prints one line about the work. */
  public void note(String line) {
    err.println(line);
  }
}
