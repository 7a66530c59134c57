package org.steermesh.engine.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * One readable TorchScript source on the class path.
 *
 * @param home class whose package holds it
 * @param name file name without {@code .py}; other sources call {@code __torch__.name.function}
 */
public record ScriptSource(Class<?> home, String name) {

  String read() throws IOException {
    try (InputStream in = home.getResourceAsStream(name + ".py")) {
      if (in == null) {
        throw new IOException("no resource " + name + ".py beside " + home.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The module's class, when this is the main source: its name with a capital letter. */
  String type() {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
