package org.steermesh.generation.api.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GenerationSummary;

/** Gathers all texts of a request into one answer. */
final class WholeAnswer implements Prompts.Receiver {

  private final AnswerHead head;
  private final List<ShownText> texts = new ArrayList<>();
  private final TreeMap<Integer, GenerationSummary> summaries = new TreeMap<>();
  private final Usage usage = new Usage();

  /**
   * Before the first event.
   *
   * @param words the text of a token alone
   */
  WholeAnswer(AnswerHead head, IntFunction<String> words) {
    this.head = head;
    for (int i = 0; i < head.asked().choices(); i++) {
      texts.add(new ShownText(words));
    }
  }

  @Override
  public void send(int prompt, GenerateResponse event) {
    int count = head.asked().textCount();
    int choice = prompt * count + event.getTextIndex();
    switch (event.getEventCase()) {
      case INPUT ->
          texts.subList(choice, choice + count).forEach(text -> text.echo(event.getInput()));
      case TOKEN -> texts.get(choice).add(event.getToken());
      case SUMMARY -> {
        summaries.put(choice, event.getSummary());
        usage.add(prompt, event.getSummary());
      }
      case EVENT_NOT_SET -> throw new IllegalStateException("an event without content");
    }
  }

  /** The answer, once all has come. */
  JsonObject json() {
    AnswerForm form = head.asked().form();
    JsonArray choices = new JsonArray();
    JsonArray told = new JsonArray();
    summaries.forEach((index, summary) -> {
      JsonObject logprobs =
          head.asked().logprobs() ? form.logprobs(texts.get(index).tokens()) : null;
      choices.add(
          AnswerHead.choice(
                  index, form.whole(texts.get(index).echoed() + summary.getText()), logprobs)
              .put("finish_reason", AnswerHead.finish(summary.getFinishReason())));
      told.add(SteeringFields.told(index, summary));
    });
    return head.with(false, choices)
        .put("usage", usage.json())
        .put("steering", SteeringFields.told(told));
  }
}
