package org.steermesh.generation.api.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.steermesh.generation.api.openai.AnswerForm.ShownToken;
import org.steermesh.generation.v1.GeneratedToken;
import org.steermesh.generation.v1.GenerationSummary;

/** Sends the texts of a request token by token, as server-sent events. */
final class StreamedAnswer implements Prompts.Receiver {

  private static final String DONE = "[DONE]";

  private final AnswerHead head;
  private final Reply reply;
  private final Usage usage = new Usage();

  /** Before the first event. */
  StreamedAnswer(AnswerHead head, Reply reply) {
    this.head = head;
    this.reply = reply;
  }

  @Override
  public void token(int index, ShownText text, GeneratedToken token) {
    AnswerForm form = head.asked().form();
    if (text.begins()) {
      form.opening().ifPresent(opening -> piece(AnswerHead.choice(index, opening, null), null));
      if (!text.echoed().isEmpty()) {
        piece(AnswerHead.choice(index, form.piece(text.echoed()), logprobs(text.input())), null);
      }
    }
    JsonObject logprobs = head.asked().logprobs() ? form.logprobs(List.of(text.next(token))) : null;
    if (logprobs != null || !token.getText().isEmpty()) {
      piece(AnswerHead.choice(index, form.piece(token.getText()), logprobs), null);
    }
  }

  private @Nullable JsonObject logprobs(List<ShownToken> tokens) {
    return head.asked().logprobs() ? head.asked().form().logprobs(tokens) : null;
  }

  @Override
  public void end(int prompt, int index, ShownText text, GenerationSummary summary) {
    usage.add(prompt, summary);
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
