package org.steermesh.cli.demo.world;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One text resource of the world: sections headed {@code [name]}, one alternative per line.
 *
 * @param resource the resource's name, for messages
 * @param lines the alternatives of each section, in the resource's order
 */
record Sections(String resource, Map<String, List<String>> lines) {

  /** Reads a resource that stands beside this class. */
  static Sections read(String resource) {
    try (InputStream in = Sections.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the world has no resource " + resource);
      }
      var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return parse(resource, reader.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Sections parse(String resource, List<String> text) {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    List<String> section = new ArrayList<>();
    for (String line : text) {
      if (line.startsWith("[")) {
        section = new ArrayList<>();
        lines.put(line.substring(1, line.length() - 1), section);
      } else if (!line.isBlank()) {
        section.add(line);
      }
    }
    return new Sections(resource, lines);
  }

  boolean has(String section) {
    return lines.containsKey(section);
  }

  /** The alternatives of one section, at least one. */
  List<String> alternatives(String section) {
    List<String> found = lines.get(section);
    if (found == null || found.isEmpty()) {
      throw new IllegalStateException(
          resource + " has no section [" + section + "], only " + lines.keySet());
    }
    return found;
  }
}
