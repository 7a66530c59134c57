package org.steermesh.generation.api.openai;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.steermesh.generation.v1.GeneratedToken;

/** How the texts of one method are put into JSON. */
sealed interface AnswerForm permits ChatForm, CompletionForm {

  /** What the ids of its answers begin with. */
  String idPrefix();

  /**
   * {@code object} of an answer.
   *
   * @param piece whether it is a piece of a stream
   */
  String object(boolean piece);

  /** What the first piece of a text says. */
  Optional<JsonObject> opening();

  /** The part of a choice that holds a piece of text. */
  JsonObject piece(String text);

  /** The part of a choice that holds a whole text. */
  JsonObject whole(String text);

  /** The log-probabilities of tokens. */
  JsonObject logprobs(List<ShownToken> tokens);

  /**
   * A token with what a reader is shown of it.
   *
   * @param token as it was generated, or stands in the input
   * @param text its text, as it stands behind others; a part of a character is U+FFFD
   * @param offset characters of the text before it
   * @param follows whether it follows another token: the first of an input has no probability
   */
  record ShownToken(GeneratedToken token, String text, int offset, boolean follows) {}
}
