package org.steermesh.engine.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * One readable TorchScript source on the class path.
 *
 * @param home class whose package holds it
 * @param file file name without {@code .py}
 * @param name other sources call {@code __torch__.name.function}
 */
public record ScriptSource(Class<?> home, String file, String name) {

  /** A source that is called as its file. */
  public ScriptSource(Class<?> home, String name) {
    this(home, name, name);
  }

  String read() throws IOException {
    try (InputStream in = home.getResourceAsStream(file + ".py")) {
      if (in == null) {
        throw new IOException("no resource " + file + ".py beside " + home.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The module's class, when this is the main source: its name with a capital letter. */
  String type() {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
