package org.steermesh.cli.show;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The reader's own browser, where the machine has a screen and something that opens pages. */
public final class Browser {

  private Browser() {}

  /** Opens {@code page}; {@code false} where nothing here can. */
  public static boolean open(Path page) {
    Optional<List<String>> command =
        command(System.getProperty("os.name", ""), System.getenv(), page.toAbsolutePath());
    if (command.isEmpty()) {
      return false;
    }
    try {
      new ProcessBuilder(command.get())
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** What opens a page on this system; empty without a screen, or where nothing does. */
  static Optional<List<String>> command(String system, Map<String, String> environment, Path page) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("mac")) {
      return Optional.of(List.of("open", page.toString()));
    }
    if (name.startsWith("windows")) {
      return Optional.of(
          List.of("rundll32", "url.dll,FileProtocolHandler", page.toUri().toString()));
    }
    boolean screen =
        !environment.getOrDefault("DISPLAY", "").isEmpty()
            || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
    return screen && isOnPath("xdg-open", environment.getOrDefault("PATH", ""))
        ? Optional.of(List.of("xdg-open", page.toString()))
        : Optional.empty();
  }

  private static boolean isOnPath(String program, String path) {
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(path)
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
