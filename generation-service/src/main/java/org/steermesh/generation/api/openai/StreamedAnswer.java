package org.steermesh.generation.api.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.steermesh.engine.tokenizer.TextTokenizer;
import org.steermesh.generation.api.TextGeneration;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GeneratedToken;
import org.steermesh.generation.v1.GenerationSummary;

/** Sends the texts of a request token by token, as server-sent events. */
final class StreamedAnswer implements TextGeneration.Answers {

  private static final String DONE = "[DONE]";

  private final AnswerHead head;
  private final Reply reply;
  private final BooleanSupplier cancelled;
  private final List<ShownText> texts = new ArrayList<>();
  private final BitSet begun = new BitSet();
  private final Usage usage = new Usage();
  private String echoed = "";

  /**
   * Before the first event.
   *
   * @param tokenizer of the tokens that are told
   * @param cancelled whether nobody waits any more
   */
  StreamedAnswer(AnswerHead head, TextTokenizer tokenizer, Reply reply, BooleanSupplier cancelled) {
    this.head = head;
    this.reply = reply;
    this.cancelled = cancelled;
    for (int i = 0; i < Math.max(1, head.asked().request().getTextCount()); i++) {
      texts.add(new ShownText(tokenizer));
    }
  }

  @Override
  public void send(GenerateResponse event) {
    switch (event.getEventCase()) {
      case INPUT -> echoed = event.getInput().getText();
      case TOKEN -> token(event.getTextIndex(), event.getToken());
      case SUMMARY -> end(event.getTextIndex(), event.getSummary());
      case EVENT_NOT_SET -> throw new IllegalStateException("an event without content");
    }
  }

  @Override
  public boolean isCancelled() {
    return cancelled.getAsBoolean();
  }

  private void token(int index, GeneratedToken token) {
    AnswerForm form = head.asked().form();
    if (!begun.get(index)) {
      begun.set(index);
      form.opening().ifPresent(opening -> piece(AnswerHead.choice(index, opening, null), null));
      if (!echoed.isEmpty()) {
        piece(AnswerHead.choice(index, form.piece(echoed), null), null);
      }
    }
    JsonObject logprobs =
        head.asked().logprobs() ? form.logprobs(List.of(texts.get(index).next(token))) : null;
    if (logprobs != null || !token.getText().isEmpty()) {
      piece(AnswerHead.choice(index, form.piece(token.getText()), logprobs), null);
    }
  }

  private void end(int index, GenerationSummary summary) {
    usage.add(summary);
    JsonObject choice =
        AnswerHead.choice(index, head.asked().form().piece(""), null)
            .put("finish_reason", AnswerHead.finish(summary.getFinishReason()));
    piece(choice, SteeringFields.told(JsonArray.of(SteeringFields.told(index, summary))));
  }

  private void piece(JsonObject choice, @Nullable JsonObject steering) {
    JsonObject piece = head.with(true, JsonArray.of(choice));
    if (steering != null) {
      piece.put("steering", steering);
    }
    if (head.asked().usage()) {
      piece.putNull("usage");
    }
    reply.event(piece.encode());
  }

  /** What follows the last text. */
  void finish() {
    if (head.asked().usage()) {
      reply.event(head.with(true, new JsonArray()).put("usage", usage.json()).encode());
    }
    reply.event(DONE);
    reply.end();
  }
}
