package org.steermesh.cli.demo.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelOptions;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.tokenizer.ChatMessage;

/**
 * Checks whether a demo model can be steered: for each behaviour, how it answers untold, told by a
 * persona, and steered at the block and strength that do best on the validation items.
 */
public final class DemoProbe {

  private static final float[] STRENGTHS = {0.5f, 1, 2};

  /** A vector that makes plain text less likely than this is too strong. */
  private static final double MOST_PERPLEXITY = 1.25;

  private final LanguageModel model;
  private final SteeringProbe probe;
  private final Path data;
  private final Consumer<String> out;
  private final List<String> neutral;
  private final double perplexity;

  private DemoProbe(LanguageModel model, Path data, Consumer<String> out) throws IOException {
    this.model = model;
    this.probe = new SteeringProbe(model);
    this.data = data;
    this.out = out;
    this.neutral = Files.readAllLines(data.resolve("neutral.txt"));
    this.perplexity = probe.perplexity(neutral, List.of());
  }

  /** Probes a model folder with a data folder, one line a behaviour. */
  public static void run(Path modelFolder, Path data, Consumer<String> out) throws IOException {
    try (LanguageModel model = LanguageModel.open(modelFolder, ModelOptions.DEFAULT)) {
      DemoProbe probe = new DemoProbe(model, data, out);
      out.accept("neutral perplexity %.3f".formatted(probe.perplexity));
      for (JsonNode entry : new ObjectMapper().readTree(data.resolve("index.json").toFile())) {
        probe.behaviour(entry);
      }
    }
  }

  private void behaviour(JsonNode entry) throws IOException {
    Path folder = data.resolve(entry.get("name").asText());
    List<LabelledItem> validation = LabelledItem.read(folder.resolve("validation.json"));
    List<LabelledItem> test = LabelledItem.read(folder.resolve("test.json"));
    List<float[]> vectors = probe.vectors(LabelledItem.read(folder.resolve("train.json")));
    Choice best = choose(validation, vectors);
    out.accept(
        "%-13s untold %.3f  told %.3f / %.3f  block %d at %.1f: +%.3f -%.3f  perplexity x%.2f x%.2f"
            .formatted(
                entry.get("name").asText(),
                probe.score(test, List.of(), List.of()),
                probe.score(test, told(entry, "positive_personas"), List.of()),
                probe.score(test, told(entry, "negative_personas"), List.of()),
                best.block(),
                best.strength(),
                steered(test, vectors, best, 1),
                steered(test, vectors, best, -1),
                cost(vectors, best, 1),
                cost(vectors, best, -1)));
  }

  private static List<ChatMessage> told(JsonNode entry, String personas) {
    return List.of(new ChatMessage("system", entry.get(personas).get(0).asText()));
  }

  /** The pair with the widest spread among those that keep plain text plain; else the mildest. */
  private Choice choose(List<LabelledItem> validation, List<float[]> vectors) {
    List<Choice> fit = new ArrayList<>();
    for (int block = 0; block < model.description().blocks(); block++) {
      for (float strength : STRENGTHS) {
        Choice choice = new Choice(block, strength, 0);
        if (Math.max(cost(vectors, choice, 1), cost(vectors, choice, -1)) <= MOST_PERPLEXITY) {
          double spread =
              steered(validation, vectors, choice, 1) - steered(validation, vectors, choice, -1);
          fit.add(new Choice(block, strength, spread));
        }
      }
    }
    return fit.stream()
        .reduce((a, b) -> b.spread() > a.spread() ? b : a)
        .orElse(new Choice(0, STRENGTHS[0], 0));
  }

  private double steered(
      List<LabelledItem> items, List<float[]> vectors, Choice choice, float sign) {
    return probe.score(items, List.of(), steering(vectors, choice, sign));
  }

  private double cost(List<float[]> vectors, Choice choice, float sign) {
    return probe.perplexity(neutral, steering(vectors, choice, sign)) / perplexity;
  }

  private static List<Intervention> steering(List<float[]> vectors, Choice choice, float sign) {
    return List.of(
        SteeringProbe.add(choice.block(), vectors.get(choice.block()), sign * choice.strength()));
  }

  /**
   * Where and how strongly to steer.
   *
   * @param block after which
   * @param strength the factor
   * @param spread score steered up minus score steered down
   */
  private record Choice(int block, float strength, double spread) {}
}
