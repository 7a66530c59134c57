package org.steermesh.generation.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.ModelDescription;
import org.steermesh.generation.v1.Continuation;

/** {@code steermesh.generation.v1.Continuation}. */
final class ContinuationProtos {

  private static final int MOST = 256;
  private static final int MOST_BYTES = 1 << 20;

  private ContinuationProtos() {}

  static List<org.steermesh.generation.domain.Continuation> continuations(
      String field, List<Continuation> continuations, ModelDescription is) {
    if (continuations.isEmpty() || continuations.size() > MOST) {
      throw SteermeshException.ofField(
          field, "has %d; 1 to %d are allowed".formatted(continuations.size(), MOST));
    }
    List<org.steermesh.generation.domain.Continuation> result = new ArrayList<>();
    for (int i = 0; i < continuations.size(); i++) {
      result.add(continuation(field + "[" + i + "]", continuations.get(i), is));
    }
    return result;
  }

  private static org.steermesh.generation.domain.Continuation continuation(
      String field, Continuation continuation, ModelDescription is) {
    return switch (continuation.getKindCase()) {
      case TEXT -> text(field + ".text", continuation.getText());
      case TOKENS -> tokens(field + ".tokens.ids", continuation.getTokens().getIdsList(), is);
      case KIND_NOT_SET ->
          throw SteermeshException.ofField(
              field, "is required: one of text and tokens must be set");
    };
  }

  private static org.steermesh.generation.domain.Continuation text(String field, String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw SteermeshException.ofField(
          ErrorReason.PROMPT_TOO_LONG,
          field,
          "has %d bytes of UTF-8; at most %d are allowed".formatted(bytes, MOST_BYTES));
    }
    return new org.steermesh.generation.domain.Continuation.Text(text);
  }

  private static org.steermesh.generation.domain.Continuation tokens(
      String field, List<Integer> ids, ModelDescription is) {
    for (int i = 0; i < ids.size(); i++) {
      if (ids.get(i) < 0 || ids.get(i) >= is.vocabulary()) {
        throw SteermeshException.ofField(
            ErrorReason.TOKEN_OUT_OF_RANGE,
            field + "[" + i + "]",
            "is %d; the vocabulary has 0 to %d".formatted(ids.get(i), is.vocabulary() - 1));
      }
    }
    return new org.steermesh.generation.domain.Continuation.Tokens(
        ids.stream().mapToInt(Integer::intValue).toArray());
  }
}
