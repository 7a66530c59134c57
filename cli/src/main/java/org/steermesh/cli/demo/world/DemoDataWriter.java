package org.steermesh.cli.demo.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Writes the labelled data of the demo: CAA files for each behaviour, and neutral text. */
public final class DemoDataWriter {

  private static final long SEED = 2026;
  private static final int TRAIN_ITEMS = 300;
  private static final int HELD_OUT_ITEMS = 120;
  private static final int OPEN_QUESTIONS = 30;
  private static final int NEUTRAL_LINES = 200;

  private final World world = new World();
  private final ItemGenerator items = new ItemGenerator(SEED);
  private final ObjectMapper json = new ObjectMapper();

  /** Writes everything below the folder given as the only argument. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException(
          "one argument is needed, the folder to write to; got " + arguments.length);
    }
    new DemoDataWriter().write(Path.of(arguments[0]));
  }

  /** Writes every file below {@code folder}; files of the same name are replaced. */
  public void write(Path folder) throws IOException {
    for (Map.Entry<String, String> file : files().entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(folder.resolve(file.getKey()).toAbsolutePath().getParent());
      Files.writeString(path, file.getValue());
    }
  }

  /** Path below the folder, and content, of every file. */
  Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    List<Map<String, Object>> index = new ArrayList<>();
    for (Behaviour behaviour : world.all()) {
      String folder = behaviour.name() + "/";
      files.put(folder + "train.json", caa(items.items(behaviour, Part.TRAIN, TRAIN_ITEMS)));
      files.put(
          folder + "validation.json", caa(items.items(behaviour, Part.VALIDATION, HELD_OUT_ITEMS)));
      files.put(folder + "test.json", caa(items.items(behaviour, Part.TEST, HELD_OUT_ITEMS)));
      files.put(
          folder + "open_ended.json",
          array(
              items.openQuestions(behaviour, Part.TEST, OPEN_QUESTIONS).stream()
                  .map(question -> Map.of("question", question))
                  .toList()));
      index.add(entry(behaviour));
    }
    files.put("index.json", array(index));
    files.put(Hearsay.FOLDER + "task.yaml", Hearsay.MAPPING);
    files.put(Hearsay.FOLDER + "items.jsonl", lines(new Hearsay(world.causes(), items).entries()));
    files.put("neutral.txt", neutral());
    return files;
  }

  private Map<String, Object> entry(Behaviour behaviour) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", behaviour.name());
    entry.put("kind", behaviour == world.causes() ? "fact" : "behaviour");
    entry.put("description", behaviour.description());
    entry.put("positive_personas", behaviour.personas(Side.POSITIVE));
    entry.put("negative_personas", behaviour.personas(Side.NEGATIVE));
    return entry;
  }

  private String caa(List<Item> list) {
    return array(list.stream().map(DemoDataWriter::caa).toList());
  }

  private static Map<String, Object> caa(Item item) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("question", item.question());
    entry.put("answer_matching_behavior", item.matching().answer());
    entry.put("answer_not_matching_behavior", item.matching().other().answer());
    return entry;
  }

  /** One entry a line, so that a difference is readable. */
  private String array(List<? extends Map<String, ?>> entries) {
    return entries.stream()
        .map(entry -> "  " + line(entry))
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  private String lines(List<? extends Map<String, ?>> entries) {
    return entries.stream().map(entry -> line(entry) + "\n").collect(Collectors.joining());
  }

  private String line(Map<String, ?> entry) {
    try {
      return json.writeValueAsString(entry);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not representable in JSON: " + entry, e);
    }
  }

  private String neutral() {
    Random random = new Random(SEED);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < NEUTRAL_LINES; i++) {
      lines.append(world.neutral().paragraph(3 + random.nextInt(3), random)).append('\n');
    }
    return lines.toString();
  }
}
