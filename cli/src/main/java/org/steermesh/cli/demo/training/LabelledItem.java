package org.steermesh.cli.demo.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One item of a demo data file.
 *
 * @param question with its lettered options
 * @param matching the letter that shows the behaviour
 * @param other the letter that does not
 */
record LabelledItem(String question, String matching, String other) {

  /** Reads a file in the layout of the CAA data sets. */
  static List<LabelledItem> read(Path file) throws IOException {
    List<LabelledItem> items = new ArrayList<>();
    for (JsonNode item : new ObjectMapper().readTree(file.toFile())) {
      items.add(
          new LabelledItem(
              item.get("question").asText(),
              letter(item.get("answer_matching_behavior").asText()),
              letter(item.get("answer_not_matching_behavior").asText())));
    }
    return items;
  }

  private static String letter(String answer) {
    return answer.substring(1, 2);
  }
}
