package org.steermesh.generation.api.openai;

import io.vertx.core.json.JsonObject;
import org.steermesh.generation.v1.GenerationSummary;

/** Adds up what the texts of one request used; their common input counts once. */
final class Usage {

  private int input;
  private int cached;
  private int generated;

  void add(GenerationSummary summary) {
    input = summary.getInputTokenCount();
    cached = Math.max(cached, summary.getCachedTokenCount());
    generated += summary.getGeneratedTokenCount();
  }

  JsonObject json() {
    return new JsonObject()
        .put("prompt_tokens", input)
        .put("completion_tokens", generated)
        .put("total_tokens", input + generated)
        .put("prompt_tokens_details", new JsonObject().put("cached_tokens", cached));
  }
}
