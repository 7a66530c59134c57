package org.steermesh.cli.demo;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;

/**
 * The demo's data: {@code index.json} names the behaviours, each has a folder of its own with items
 * for training, validation and test, and open questions.
 *
 * @param neutralTexts texts that have nothing to do with any behaviour
 */
record DemoData(Path folder, List<Behaviour> behaviours, List<String> neutralTexts) {

  /** One behaviour: its folder, and what showing it means. */
  record Behaviour(String name, String kind, String description) {}

  /** Folder of the labelled task that the model often gets wrong. */
  static final String TASK = "hearsay";

  /** Its items, and what their columns mean. */
  record Task(Path items, Path mapping) {}

  private static final int TEXTS = 40;

  /** The question of an item. */
  private record OpenQuestion(String question) {}

  /** Reads the index of {@code folder}; only behaviours are taken, not the tasks of fact. */
  static DemoData read(Path folder) {
    try {
      Behaviour[] all =
          new Gson().fromJson(Files.readString(folder.resolve("index.json")), Behaviour[].class);
      List<Behaviour> behaviours =
          Stream.of(all).filter(entry -> entry.kind().equals("behaviour")).toList();
      List<String> texts =
          Files.readAllLines(folder.resolve("neutral.txt")).stream()
              .filter(line -> !line.isBlank())
              .toList();
      return new DemoData(folder, behaviours, texts);
    } catch (IOException | JsonParseException e) {
      throw unreadable(folder, e);
    }
  }

  private static SteerException unreadable(Path folder, Exception cause) {
    return new SteerException(
        ExitCode.FAILED, "cannot read the demo data in " + folder + ": " + cause, cause);
  }

  /** The items of {@code part}: {@code train}, {@code validation} or {@code test}. */
  Path items(Behaviour behaviour, String part) {
    return folder.resolve(behaviour.name()).resolve(part + ".json");
  }

  /**
   * The questions of the training items of a behaviour, as many as tell what a feature is about.
   */
  List<String> texts(String behaviour) {
    Path file = folder.resolve(behaviour).resolve("train.json");
    try {
      OpenQuestion[] items = new Gson().fromJson(Files.readString(file), OpenQuestion[].class);
      return Stream.of(items).limit(TEXTS).map(OpenQuestion::question).toList();
    } catch (IOException | JsonParseException e) {
      throw unreadable(folder, e);
    }
  }

  /** The labelled task. */
  Task task() {
    Path task = folder.resolve(TASK);
    return new Task(task.resolve("items.jsonl"), task.resolve("task.yaml"));
  }

  /** The first open question of a behaviour. */
  String openQuestion(String behaviour) {
    Path file = folder.resolve(behaviour).resolve("open_ended.json");
    try {
      OpenQuestion[] questions = new Gson().fromJson(Files.readString(file), OpenQuestion[].class);
      return questions[0].question();
    } catch (IOException | JsonParseException e) {
      throw unreadable(folder, e);
    }
  }
}
