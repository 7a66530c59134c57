package org.steermesh.generation.api.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.steermesh.engine.tokenizer.TextTokenizer;
import org.steermesh.generation.api.openai.AnswerForm.ShownToken;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GeneratedToken;
import org.steermesh.generation.v1.GenerationSummary;

/** Gathers all texts of a request into one answer. */
final class WholeAnswer implements Prompts.Receiver {

  private final AnswerHead head;
  private final List<ShownText> texts = new ArrayList<>();
  private final List<List<ShownToken>> tokens = new ArrayList<>();
  private final TreeMap<Integer, GenerationSummary> summaries = new TreeMap<>();
  private final Usage usage = new Usage();

  /**
   * Before the first event.
   *
   * @param tokenizer of the tokens that are told
   */
  WholeAnswer(AnswerHead head, TextTokenizer tokenizer) {
    this.head = head;
    for (int i = 0; i < head.asked().choices(); i++) {
      texts.add(new ShownText(tokenizer));
      tokens.add(new ArrayList<>());
    }
  }

  @Override
  public void send(int prompt, GenerateResponse event) {
    int count = head.asked().textCount();
    int choice = prompt * count + event.getTextIndex();
    switch (event.getEventCase()) {
      case INPUT ->
          texts.subList(choice, choice + count).forEach(text -> text.echo(event.getInput()));
      case TOKEN -> token(choice, event.getToken());
      case SUMMARY -> {
        summaries.put(choice, event.getSummary());
        usage.add(prompt, event.getSummary());
      }
      case EVENT_NOT_SET -> throw new IllegalStateException("an event without content");
    }
  }

  private void token(int choice, GeneratedToken token) {
    if (head.asked().logprobs()) {
      tokens.get(choice).add(texts.get(choice).next(token));
    }
  }

  /** The tokens of a choice, those of an echoed input first. */
  private List<ShownToken> shown(int choice) {
    List<ShownToken> all = new ArrayList<>(texts.get(choice).input());
    all.addAll(tokens.get(choice));
    return all;
  }

  /** The answer, once all has come. */
  JsonObject json() {
    AnswerForm form = head.asked().form();
    JsonArray choices = new JsonArray();
    JsonArray told = new JsonArray();
    summaries.forEach((index, summary) -> {
      JsonObject logprobs = head.asked().logprobs() ? form.logprobs(shown(index)) : null;
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
