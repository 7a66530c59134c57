package org.steermesh.vector.domain.task;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** The task definitions that come with the service: resources {@code tasks/NAME.yaml}. */
public final class TaskLibrary {

  private final Map<String, TaskDefinition> definitions = new TreeMap<>();

  private TaskLibrary() {}

  /** Reads them all; a broken one stops the start. */
  public static TaskLibrary load() {
    TaskLibrary library = new TaskLibrary();
    for (String name : resource("tasks/index").lines().toList()) {
      TaskDefinition definition = DefinitionReader.ofService(resource("tasks/" + name + ".yaml"));
      if (!definition.about().name().equals(name)) {
        throw new IllegalStateException("tasks/" + name + ".yaml has another name");
      }
      library.definitions.put(name, definition);
    }
    return library;
  }

  private static String resource(String path) {
    try (InputStream resource = TaskLibrary.class.getResourceAsStream(path)) {
      if (resource == null) {
        throw new IllegalStateException(path + " is missing");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }

  /** The definitions, by name. */
  public Collection<TaskDefinition> all() {
    return definitions.values();
  }

  /**
   * The definition of a name.
   *
   * @throws SteermeshException TASK_NOT_FOUND
   */
  public TaskDefinition find(String name) {
    TaskDefinition found = definitions.get(name);
    if (found == null) {
      String names = String.join(", ", definitions.keySet());
      throw new SteermeshException(
              ErrorReason.TASK_NOT_FOUND,
              "there is no task \"" + name + "\"; the tasks are " + names)
          .with("tasks", names);
    }
    return found;
  }

  /**
   * A definition that a caller wrote.
   *
   * @throws SteermeshException FIELD_INVALID
   */
  public TaskDefinition read(String text) {
    return DefinitionReader.ofCaller(text);
  }
}
