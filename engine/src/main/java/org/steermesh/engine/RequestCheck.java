package org.steermesh.engine;

import java.util.List;
import java.util.Map;
import org.steermesh.engine.checkpoint.ModelConfig;
import org.steermesh.engine.steering.Edit;
import org.steermesh.engine.steering.EditCheck;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.tokenizer.TokenSequence;

/** Refuses requests that the model cannot serve as asked, before anything is computed. */
final class RequestCheck {

  private final ModelConfig config;
  private final EditCheck edits;

  RequestCheck(ModelConfig config) {
    this.config = config;
    this.edits = new EditCheck(config.blocks(), config.width());
  }

  void check(CaptureRequest request) {
    checkTokens(request.tokens(), 0);
    if (request.sites().isEmpty()) {
      throw new IllegalArgumentException("a capture needs at least one site");
    }
    request.sites().stream().map(Site::block).forEach(edits::checkBlock);
    checkInterventions(request.interventions());
  }

  void check(ScoreRequest request) {
    if (request.continuations().isEmpty()) {
      throw new EngineException(
          EngineReason.PROMPT_EMPTY, "there is no continuation; at least one is needed");
    }
    for (int[] continuation : request.continuations()) {
      if (continuation.length == 0) {
        throw new EngineException(
            EngineReason.PROMPT_EMPTY, "a continuation has no token; each needs at least one");
      }
      checkIds(continuation);
      checkTokens(request.tokens(), continuation.length - 1);
    }
    checkInterventions(request.interventions());
  }

  void check(GenerationRequest request) {
    checkTokens(request.tokens(), 0);
    checkIds(
        request.sampling().adjustment().bias().keySet().stream()
            .mapToInt(Integer::intValue)
            .toArray());
    checkInterventions(request.interventions());
  }

  /** Refuses an empty sequence, one that does not fit, and ids outside the vocabulary. */
  void checkTokens(TokenSequence tokens, int more) {
    if (tokens.length() == 0) {
      throw new EngineException(
          EngineReason.PROMPT_EMPTY, "the prompt has no token; at least one is needed");
    }
    if (tokens.promptLength() < 1 || tokens.promptLength() > tokens.length()) {
      throw new EngineException(
          EngineReason.PROMPT_EMPTY,
          "the prompt has "
              + tokens.promptLength()
              + " of "
              + tokens.length()
              + " tokens; at least one is needed");
    }
    int length = tokens.length() + more;
    if (length > config.context()) {
      throw new EngineException(
          EngineReason.PROMPT_TOO_LONG,
          "the input has " + length + " tokens; the model's context holds " + config.context(),
          Map.of("tokens", String.valueOf(length), "context", String.valueOf(config.context())));
    }
    checkIds(tokens.ids());
  }

  private void checkIds(int[] ids) {
    for (int id : ids) {
      if (id < 0 || id >= config.vocabulary()) {
        throw new EngineException(
            EngineReason.TOKEN_OUT_OF_RANGE,
            "token id " + id + " is outside the vocabulary of 0 to " + (config.vocabulary() - 1),
            Map.of("token", String.valueOf(id)));
      }
    }
  }

  private void checkInterventions(List<Intervention> interventions) {
    interventions.stream().map(Edit::of).forEach(edits::check);
  }
}
