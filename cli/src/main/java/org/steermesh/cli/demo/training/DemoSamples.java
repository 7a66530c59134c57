package org.steermesh.cli.demo.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.GenerationRequest;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelOptions;
import org.steermesh.engine.Sampling;
import org.steermesh.engine.tokenizer.ChatMessage;
import org.steermesh.engine.tokenizer.Prompt;

/** What a demo model says, for its card: answers to open questions, and a plain text. */
public final class DemoSamples {

  private static final int TOKENS = 40;
  private static final String BEGINNING = "The teacher";

  private final LanguageModel model;

  private DemoSamples(LanguageModel model) {
    this.model = model;
  }

  /**
   * Two lines a sample: a question and its likeliest answer; the last is a text that goes on.
   *
   * @param data the demo's data folder, whose first open question of each behaviour is asked
   * @throws IOException when a file cannot be read
   */
  public static List<String> of(Path modelFolder, Path data) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<String> lines = new ArrayList<>();
    try (LanguageModel model = LanguageModel.open(modelFolder, ModelOptions.DEFAULT)) {
      DemoSamples samples = new DemoSamples(model);
      for (JsonNode entry : json.readTree(data.resolve("index.json").toFile())) {
        Path questions = data.resolve(entry.get("name").asText()).resolve("open_ended.json");
        String question = json.readTree(questions.toFile()).get(0).get("question").asText();
        lines.add("> " + question);
        lines.add(samples.answer(new Prompt.Chat(List.of(new ChatMessage("user", question)))));
      }
      lines.add("> " + BEGINNING + " ...");
      lines.add(BEGINNING + samples.answer(new Prompt.Text(BEGINNING, true)));
    }
    return lines;
  }

  private String answer(Prompt prompt) {
    GenerationRequest request =
        new GenerationRequest(model.encode(prompt, ""), Sampling.greedy(TOKENS), List.of());
    return model.generate(request, token -> {}, CancelSignal.NEVER).text();
  }
}
