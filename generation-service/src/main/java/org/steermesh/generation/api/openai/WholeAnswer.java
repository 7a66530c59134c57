package org.steermesh.generation.api.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.steermesh.generation.api.openai.AnswerForm.ShownToken;
import org.steermesh.generation.v1.GeneratedToken;
import org.steermesh.generation.v1.GenerationSummary;

/** Gathers all texts of a request into one answer. */
final class WholeAnswer implements Prompts.Receiver {

  private final AnswerHead head;
  private final Map<Integer, List<ShownToken>> tokens = new HashMap<>();
  private final TreeMap<Integer, Ended> ended = new TreeMap<>();
  private final Usage usage = new Usage();

  /** Before the first event. */
  WholeAnswer(AnswerHead head) {
    this.head = head;
  }

  /** A text that is whole. */
  private record Ended(ShownText text, GenerationSummary summary) {}

  @Override
  public void token(int choice, ShownText text, GeneratedToken token) {
    if (head.asked().logprobs()) {
      tokens.computeIfAbsent(choice, absent -> new ArrayList<>()).add(text.next(token));
    }
  }

  @Override
  public void end(int prompt, int choice, ShownText text, GenerationSummary summary) {
    usage.add(prompt, summary);
    ended.put(choice, new Ended(text, summary));
  }

  /** The tokens of a choice, those of an echoed input first. */
  private List<ShownToken> shown(int choice, ShownText text) {
    List<ShownToken> all = new ArrayList<>(text.input());
    all.addAll(tokens.getOrDefault(choice, List.of()));
    return all;
  }

  /** The answer, once all has come. */
  JsonObject json() {
    AnswerForm form = head.asked().form();
    JsonArray choices = new JsonArray();
    JsonArray told = new JsonArray();
    ended.forEach((index, end) -> {
      GenerationSummary summary = end.summary();
      JsonObject logprobs =
          head.asked().logprobs() ? form.logprobs(shown(index, end.text())) : null;
      choices.add(
          AnswerHead.choice(index, form.whole(end.text().echoed() + summary.getText()), logprobs)
              .put("finish_reason", AnswerHead.finish(summary.getFinishReason())));
      told.add(SteeringFields.told(index, summary));
    });
    return head.with(false, choices)
        .put("usage", usage.json())
        .put("steering", SteeringFields.told(told));
  }
}
