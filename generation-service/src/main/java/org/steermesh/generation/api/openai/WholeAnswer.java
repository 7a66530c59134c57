package org.steermesh.generation.api.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.steermesh.engine.tokenizer.TextTokenizer;
import org.steermesh.generation.api.TextGeneration;
import org.steermesh.generation.api.openai.AnswerForm.ShownToken;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GeneratedToken;
import org.steermesh.generation.v1.GenerationSummary;

/** Gathers all texts of a request into one answer. */
final class WholeAnswer implements TextGeneration.Answers {

  private final AnswerHead head;
  private final BooleanSupplier cancelled;
  private final List<ShownText> texts = new ArrayList<>();
  private final List<List<ShownToken>> tokens = new ArrayList<>();
  private final TreeMap<Integer, GenerationSummary> summaries = new TreeMap<>();
  private String echoed = "";

  /**
   * Before the first event.
   *
   * @param tokenizer of the tokens that are told
   * @param cancelled whether nobody waits any more
   */
  WholeAnswer(AnswerHead head, TextTokenizer tokenizer, BooleanSupplier cancelled) {
    this.head = head;
    this.cancelled = cancelled;
    for (int i = 0; i < Math.max(1, head.asked().request().getTextCount()); i++) {
      texts.add(new ShownText(tokenizer));
      tokens.add(new ArrayList<>());
    }
  }

  @Override
  public void send(GenerateResponse event) {
    switch (event.getEventCase()) {
      case INPUT -> echoed = event.getInput().getText();
      case TOKEN -> token(event.getTextIndex(), event.getToken());
      case SUMMARY -> summaries.put(event.getTextIndex(), event.getSummary());
      case EVENT_NOT_SET -> throw new IllegalStateException("an event without content");
    }
  }

  private void token(int index, GeneratedToken token) {
    if (head.asked().logprobs()) {
      tokens.get(index).add(texts.get(index).next(token));
    }
  }

  @Override
  public boolean isCancelled() {
    return cancelled.getAsBoolean();
  }

  /** The answer, once all has come. */
  JsonObject json() {
    AnswerForm form = head.asked().form();
    JsonArray choices = new JsonArray();
    JsonArray told = new JsonArray();
    Usage usage = new Usage();
    summaries.forEach((index, summary) -> {
      JsonObject logprobs = head.asked().logprobs() ? form.logprobs(tokens.get(index)) : null;
      choices.add(
          AnswerHead.choice(index, form.whole(echoed + summary.getText()), logprobs)
              .put("finish_reason", AnswerHead.finish(summary.getFinishReason())));
      told.add(SteeringFields.told(index, summary));
      usage.add(summary);
    });
    return head.with(false, choices)
        .put("usage", usage.json())
        .put("steering", SteeringFields.told(told));
  }
}
