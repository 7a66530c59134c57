package org.steermesh.cli.declaration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.steermesh.eval.v1.TruthItem;

/**
 * Texts that a declaration takes from other files: {@code !file PATH} the whole file, {@code !lines
 * PATH} its lines that are not blank, {@code !questions PATH} the {@code question} of every object
 * of a JSON array, {@code !truthfulqa PATH} the questions of a {@code mc_task.json} with their true
 * and false answers. A path is relative to the declaration.
 *
 * <p>A declaration may be someone else's, and what it reads goes to services: only files below its
 * own folder or the current one are read.
 */
final class Includes {

  private static final long MOST_BYTES = 1 << 20;

  private final Path folder;
  private final ObjectMapper json = new ObjectMapper();

  /** Texts for a declaration in {@code folder}. */
  Includes(Path folder) {
    this.folder = folder;
  }

  /** Whether {@code tag} takes one text from a file. */
  static boolean isText(String tag) {
    return tag.equals("!file");
  }

  /** Whether {@code tag} takes a list of texts from a file. */
  static boolean isList(String tag) {
    return tag.equals("!lines") || tag.equals("!questions");
  }

  /** Whether {@code tag} takes questions with true and false answers from a file. */
  static boolean isTruth(String tag) {
    return tag.equals("!truthfulqa");
  }

  /**
   * The whole file.
   *
   * @throws IllegalArgumentException saying why it cannot be read
   */
  String text(String path) {
    return read(path).strip();
  }

  /**
   * The texts of a file.
   *
   * @throws IllegalArgumentException saying why there are none
   */
  List<String> texts(String tag, String path) {
    return tag.equals("!lines")
        ? read(path).lines().filter(line -> !line.isBlank()).toList()
        : questions(path);
  }

  private List<String> questions(String path) {
    List<String> questions = new ArrayList<>();
    try {
      JsonNode items = json.readTree(read(path));
      for (JsonNode item : items) {
        if (!item.path("question").isTextual()) {
          throw new IllegalArgumentException(
              path + " has no text 'question' in item " + questions.size());
        }
        questions.add(item.path("question").asText());
      }
      if (!items.isArray() || questions.isEmpty()) {
        throw new IllegalArgumentException(path + " is no JSON array of objects with a 'question'");
      }
      return questions;
    } catch (IOException e) {
      throw new IllegalArgumentException(path + " is not JSON: " + e.getMessage(), e);
    }
  }

  /**
   * The questions of TruthfulQA: the right answer of its {@code mc1_targets} is the best one, its
   * {@code mc2_targets} have all.
   *
   * @throws IllegalArgumentException saying why there are none
   */
  List<TruthItem> truth(String path) {
    List<TruthItem> items = new ArrayList<>();
    try {
      JsonNode tasks = json.readTree(read(path));
      for (JsonNode task : tasks) {
        TruthItem.Builder item = TruthItem.newBuilder().setQuestion(task.path("question").asText());
        addAnswers(task.path("mc1_targets"), 1, item::addTrueAnswers);
        addAnswers(
            task.path("mc2_targets"),
            1,
            answer -> {
              if (!item.getTrueAnswersList().contains(answer)) {
                item.addTrueAnswers(answer);
              }
            });
        addAnswers(task.path("mc2_targets"), 0, item::addFalseAnswers);
        items.add(item.build());
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(path + " is not JSON: " + e.getMessage(), e);
    }
    if (items.isEmpty()) {
      throw new IllegalArgumentException(path + " has no questions");
    }
    return items;
  }

  private static void addAnswers(JsonNode targets, int label, Consumer<String> answers) {
    targets
        .properties()
        .forEach(target -> {
          if (target.getValue().asInt(-1) == label) {
            answers.accept(target.getKey());
          }
        });
  }

  private String read(String path) {
    try {
      Path file = folder.resolve(path).toRealPath();
      if (!file.startsWith(folder.toRealPath()) && !file.startsWith(Path.of("").toRealPath())) {
        throw new IllegalArgumentException(
            path + " lies outside the declaration's folder and the current one; it is not read");
      }
      if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
        throw new IllegalArgumentException(
            path + " is no file of at most " + MOST_BYTES + " bytes");
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          path + " cannot be read: " + e.getClass().getSimpleName() + " " + e.getMessage(), e);
    }
  }
}
