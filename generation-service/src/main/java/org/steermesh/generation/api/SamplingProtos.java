package org.steermesh.generation.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.steermesh.contract.FieldViolation;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.ModelDescription;
import org.steermesh.generation.v1.Sampling;

/** {@code steermesh.generation.v1.Sampling}, with its defaults and limits. */
final class SamplingProtos {

  private static final int DEFAULT_MAX_TOKENS = 256;
  private static final int MOST_STOP_STRINGS = 16;
  private static final int MOST_STOP_CHARACTERS = 256;

  private SamplingProtos() {}

  /** Refuses all bad fields at once. */
  static org.steermesh.engine.Sampling sampling(Sampling proto, ModelDescription is) {
    Checks checks = new Checks();
    float temperature = proto.hasTemperature() ? proto.getTemperature() : 1;
    checks.require(
        Float.isFinite(temperature) && temperature >= 0,
        "temperature",
        temperature + " must be finite and at least 0");
    checks.require(
        proto.getTopK() >= 0, "top_k", proto.getTopK() + " must be at least 0; 0 keeps all");
    float topP = proto.hasTopP() ? proto.getTopP() : 1;
    checks.require(topP > 0 && topP <= 1, "top_p", topP + " must be above 0 and at most 1");
    checks.require(
        proto.getMinP() >= 0 && proto.getMinP() <= 1, "min_p", proto.getMinP() + " must be 0 to 1");
    float penalty = proto.hasRepetitionPenalty() ? proto.getRepetitionPenalty() : 1;
    checks.require(
        Float.isFinite(penalty) && penalty > 0,
        "repetition_penalty",
        penalty + " must be finite and above 0");
    int maxTokens = proto.hasMaxTokens() ? proto.getMaxTokens() : DEFAULT_MAX_TOKENS;
    checks.require(
        maxTokens >= 1 && (!proto.hasMaxTokens() || maxTokens <= is.context()),
        "max_tokens",
        "%d must be 1 to %d, the model's context".formatted(maxTokens, is.context()));
    checkStopStrings(proto.getStopStringsList(), checks);
    checks.done();
    return new org.steermesh.engine.Sampling(
        temperature,
        proto.getTopK(),
        topP,
        proto.getMinP(),
        penalty,
        proto.hasSeed() ? proto.getSeed() : ThreadLocalRandom.current().nextLong(Long.MAX_VALUE),
        Math.min(maxTokens, is.context()),
        proto.getStopStringsList(),
        !proto.hasStopAtEndOfText() || proto.getStopAtEndOfText());
  }

  private static void checkStopStrings(List<String> strings, Checks checks) {
    checks.require(
        strings.size() <= MOST_STOP_STRINGS,
        "stop_strings",
        "%d strings; at most %d are allowed".formatted(strings.size(), MOST_STOP_STRINGS));
    for (int i = 0; i < Math.min(strings.size(), MOST_STOP_STRINGS); i++) {
      int length = strings.get(i).length();
      checks.require(
          length >= 1 && length <= MOST_STOP_CHARACTERS,
          "stop_strings[" + i + "]",
          "has %d characters; 1 to %d are allowed".formatted(length, MOST_STOP_CHARACTERS));
    }
  }

  /** Collects what is wrong, so that a caller learns all of it at once. */
  private static final class Checks {

    private final List<FieldViolation> violations = new ArrayList<>();

    void require(boolean holds, String field, String description) {
      if (!holds) {
        violations.add(new FieldViolation("sampling." + field, description));
      }
    }

    void done() {
      if (!violations.isEmpty()) {
        throw SteermeshException.ofFields(violations);
      }
    }
  }
}
