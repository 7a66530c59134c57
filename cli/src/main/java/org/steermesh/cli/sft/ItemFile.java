package org.steermesh.cli.sft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.engine.tokenizer.ChatMessage;
import org.steermesh.engine.tokenizer.Prompt;
import org.steermesh.engine.training.lora.LabelledText;

/** Labelled texts of a file, one JSON object a line. */
public final class ItemFile {

  private static final int MOST_ITEMS = 1_000_000;
  private static final int MOST_LETTERS = 26;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Path file;
  private final List<LabelledText> items = new ArrayList<>();
  private int line;

  private ItemFile(Path file) {
    this.file = file;
  }

  /**
   * Reads a file whole.
   *
   * @throws SteerException when it cannot be read, is empty, or has a line that is no item
   */
  public static List<LabelledText> read(Path file) {
    ItemFile reading = new ItemFile(file);
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      reading.readAll(reader);
    } catch (IOException e) {
      throw FileProblem.reading(file, e);
    }
    return reading.items;
  }

  private void readAll(BufferedReader reader) throws IOException {
    for (String text = reader.readLine(); text != null; text = reader.readLine()) {
      line++;
      // Some editors begin a file with a byte order mark.
      String json = line == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
      if (json.isBlank()) {
        continue;
      }
      if (items.size() == MOST_ITEMS) {
        throw refuse("there are more than " + MOST_ITEMS + " items");
      }
      items.add(item(parse(json)));
    }
    if (items.isEmpty()) {
      throw new SteerException(ExitCode.USAGE, file + " has no items; it must have one a line");
    }
  }

  private JsonNode parse(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      if (node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw refuse("this is not JSON: " + e.getOriginalMessage());
    }
    throw refuse(
        "this is no JSON object; an item is {\"prompt\": ..., \"completion\": ...} on a line of its own");
  }

  private LabelledText item(JsonNode node) {
    boolean chosen = node.has("answer");
    if (chosen == node.has("completion")) {
      throw refuse(
          "an item has either \"completion\", a text, or \"answer\", one of its \"choices\"");
    }
    String completion = text(node, chosen ? "answer" : "completion");
    String group = node.has("group") ? scalar(node, "group") : "";
    return new LabelledText(
        place(), prompt(node), completion, chosen ? choices(node) : List.of(), group);
  }

  private Prompt prompt(JsonNode node) {
    if (node.has("prompt") == node.has("messages")) {
      throw refuse("an item has either \"prompt\", a text, or \"messages\" of a chat");
    }
    if (node.has("prompt")) {
      return new Prompt.Text(text(node, "prompt"), true);
    }
    JsonNode all = node.get("messages");
    if (!all.isArray() || all.isEmpty()) {
      throw refuse("\"messages\" must be a list of {\"role\", \"content\"}, at least one");
    }
    List<ChatMessage> messages = new ArrayList<>();
    all.forEach(each -> messages.add(new ChatMessage(text(each, "role"), text(each, "content"))));
    return new Prompt.Chat(messages);
  }

  /** A list of answers, or how many letters there are from A. */
  private List<String> choices(JsonNode node) {
    JsonNode choices = node.path("choices");
    if (choices.isInt() && choices.intValue() >= 2 && choices.intValue() <= MOST_LETTERS) {
      List<String> letters = new ArrayList<>();
      for (char letter = 'A'; letter < 'A' + choices.intValue(); letter++) {
        letters.add(String.valueOf(letter));
      }
      return letters;
    }
    List<String> listed = new ArrayList<>();
    for (JsonNode choice : choices) {
      if (choice.isTextual()) {
        listed.add(choice.textValue());
      }
    }
    if (!choices.isArray() || listed.size() != choices.size() || listed.size() < 2) {
      throw refuse(
          "\"choices\" must be a list of two answers or more, or a number of letters from 2 to "
              + MOST_LETTERS);
    }
    return listed;
  }

  private String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw refuse("\"" + name + "\" must be a text that is not empty");
    }
    return value.textValue();
  }

  private String scalar(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (!value.isTextual() && !value.isNumber()) {
      throw refuse("\"" + name + "\" must be a text or a number");
    }
    return value.asText();
  }

  private String place() {
    return file + ":" + line;
  }

  private SteerException refuse(String why) {
    return new SteerException(ExitCode.USAGE, place() + ": " + why);
  }
}
