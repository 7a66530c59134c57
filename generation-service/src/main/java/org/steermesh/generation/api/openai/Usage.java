package org.steermesh.generation.api.openai;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.steermesh.generation.v1.GenerationSummary;

/** Adds up what the texts of one request used; an input that texts have in common counts once. */
final class Usage {

  private final Map<Integer, Integer> inputs = new HashMap<>();
  private final Map<Integer, Integer> cached = new HashMap<>();
  private int generated;

  void add(int prompt, GenerationSummary summary) {
    inputs.put(prompt, summary.getInputTokenCount());
    cached.merge(prompt, summary.getCachedTokenCount(), Math::max);
    generated += summary.getGeneratedTokenCount();
  }

  private static int sum(Map<Integer, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  JsonObject json() {
    int input = sum(inputs);
    return new JsonObject()
        .put("prompt_tokens", input)
        .put("completion_tokens", generated)
        .put("total_tokens", input + generated)
        .put("prompt_tokens_details", new JsonObject().put("cached_tokens", sum(cached)));
  }
}
