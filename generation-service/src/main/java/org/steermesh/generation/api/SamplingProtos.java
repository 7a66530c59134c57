package org.steermesh.generation.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.steermesh.contract.FieldViolation;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.Adjustment;
import org.steermesh.engine.ModelDescription;
import org.steermesh.generation.v1.Sampling;

/** {@code steermesh.generation.v1.Sampling}, with its defaults and limits. */
final class SamplingProtos {

  private static final int DEFAULT_MAX_TOKENS = 256;
  private static final int MOST_STOP_STRINGS = 16;
  private static final int MOST_STOP_CHARACTERS = 256;

  private static final float MOST_PENALTY = 2;
  private static final float MOST_BIAS = 100;
  private static final int MOST_BIASES = 1024;

  private SamplingProtos() {}

  /** Refuses all bad fields at once. */
  static org.steermesh.engine.Sampling sampling(Sampling proto, ModelDescription is) {
    check(proto, is);
    return new org.steermesh.engine.Sampling(
        temperature(proto),
        proto.getTopK(),
        topP(proto),
        proto.getMinP(),
        repetitionPenalty(proto),
        proto.hasSeed() ? proto.getSeed() : ThreadLocalRandom.current().nextLong(Long.MAX_VALUE),
        Math.min(maxTokens(proto), is.context()),
        proto.getStopStringsList(),
        !proto.hasStopAtEndOfText() || proto.getStopAtEndOfText(),
        new Adjustment(
            proto.getFrequencyPenalty(), proto.getPresencePenalty(), proto.getLogitBiasMap()),
        proto.getAlternativeCount());
  }

  private static float temperature(Sampling proto) {
    return proto.hasTemperature() ? proto.getTemperature() : 1;
  }

  private static float topP(Sampling proto) {
    return proto.hasTopP() ? proto.getTopP() : 1;
  }

  private static float repetitionPenalty(Sampling proto) {
    return proto.hasRepetitionPenalty() ? proto.getRepetitionPenalty() : 1;
  }

  private static int maxTokens(Sampling proto) {
    return proto.hasMaxTokens() ? proto.getMaxTokens() : DEFAULT_MAX_TOKENS;
  }

  private static void check(Sampling proto, ModelDescription is) {
    Checks checks = new Checks();
    float temperature = temperature(proto);
    checks.require(
        Float.isFinite(temperature) && temperature >= 0,
        "temperature",
        temperature + " must be finite and at least 0");
    checks.require(
        proto.getTopK() >= 0, "top_k", proto.getTopK() + " must be at least 0; 0 keeps all");
    float topP = topP(proto);
    checks.require(topP > 0 && topP <= 1, "top_p", topP + " must be above 0 and at most 1");
    checks.require(
        proto.getMinP() >= 0 && proto.getMinP() <= 1, "min_p", proto.getMinP() + " must be 0 to 1");
    float penalty = repetitionPenalty(proto);
    checks.require(
        Float.isFinite(penalty) && penalty > 0,
        "repetition_penalty",
        penalty + " must be finite and above 0");
    int maxTokens = maxTokens(proto);
    checks.require(
        maxTokens >= 1 && (!proto.hasMaxTokens() || maxTokens <= is.context()),
        "max_tokens",
        "%d must be 1 to %d, the model's context".formatted(maxTokens, is.context()));
    checkStopStrings(proto.getStopStringsList(), checks);
    checkAdjustment(proto, checks);
    checks.done();
  }

  private static void checkAdjustment(Sampling proto, Checks checks) {
    int alternatives = proto.getAlternativeCount();
    checks.require(
        alternatives >= 0 && alternatives <= org.steermesh.engine.Sampling.MOST_ALTERNATIVES,
        "alternative_count",
        "%d must be 0 to %d"
            .formatted(alternatives, org.steermesh.engine.Sampling.MOST_ALTERNATIVES));
    checkWithin(proto.getFrequencyPenalty(), MOST_PENALTY, "frequency_penalty", checks);
    checkWithin(proto.getPresencePenalty(), MOST_PENALTY, "presence_penalty", checks);
    checks.require(
        proto.getLogitBiasCount() <= MOST_BIASES,
        "logit_bias",
        "%d entries; at most %d are allowed".formatted(proto.getLogitBiasCount(), MOST_BIASES));
    proto.getLogitBiasMap().entrySet().stream()
        .limit(MOST_BIASES)
        .forEach(bias ->
            checkWithin(bias.getValue(), MOST_BIAS, "logit_bias[" + bias.getKey() + "]", checks));
  }

  private static void checkWithin(float value, float most, String field, Checks checks) {
    checks.require(
        Math.abs(value) <= most, field, "%s must be %s to %s".formatted(value, -most, most));
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
