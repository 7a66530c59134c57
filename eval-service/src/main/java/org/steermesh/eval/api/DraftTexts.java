package org.steermesh.eval.api;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.contract.ModelName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.eval.domain.Draft;
import org.steermesh.eval.domain.judging.Drawing;
import org.steermesh.eval.v1.Arm;
import org.steermesh.generation.v1.Sampling;

/** Reads and checks what declared studies have in common. */
final class DraftTexts {

  private static final int MOST_ARMS = 32;
  private static final int MOST_STOP_STRINGS = 16;
  private static final int LONGEST_STOP_STRING = 256;
  private static final int MOST_TOKENS = 4096;
  private static final int DEFAULT_TOKENS = 100;

  private DraftTexts() {}

  static String bounded(String field, String text, int most) {
    if (text.length() > most) {
      throw SteermeshException.ofField(
          field, text.length() + " characters, at most " + most + " are allowed");
    }
    return text;
  }

  static String required(String field, String text, int most) {
    if (text.isBlank()) {
      throw SteermeshException.ofField(field, "is required");
    }
    return bounded(field, text, most);
  }

  static String model(String path, String model) {
    if (!model.isEmpty()) {
      ModelName.parse(path + ".model", model);
    }
    return model;
  }

  /** A whole number, or what 0 stands for. */
  static int within(String field, int value, int most, int ifZero) {
    if (value < 0 || value > most) {
      throw SteermeshException.ofField(
          field, value + ", allowed 1 to " + most + ", or 0 for " + ifZero);
    }
    return value == 0 ? ifZero : value;
  }

  static List<Draft.Place> arms(String path, List<Arm> declared) {
    if (declared.isEmpty() || declared.size() > MOST_ARMS) {
      throw SteermeshException.ofField(
          path + ".arms", declared.size() + " arms, allowed 1 to " + MOST_ARMS);
    }
    List<Draft.Place> arms = new ArrayList<>();
    for (int i = 0; i < declared.size(); i++) {
      arms.add(DraftFields.place(path + ".arms[" + i + "]", declared.get(i)));
    }
    return arms;
  }

  static Drawing drawing(String path, Sampling sampling) {
    double temperature = sampling.hasTemperature() ? exact(sampling.getTemperature()) : 1;
    require(path + ".temperature", temperature, temperature >= 0, "from 0");
    double topP = sampling.hasTopP() ? exact(sampling.getTopP()) : 1;
    require(path + ".top_p", topP, topP > 0 && topP <= 1, "above 0, at most 1");
    double minP = exact(sampling.getMinP());
    require(path + ".min_p", minP, minP >= 0 && minP <= 1, "0 to 1");
    double penalty = sampling.hasRepetitionPenalty() ? exact(sampling.getRepetitionPenalty()) : 1;
    require(path + ".repetition_penalty", penalty, penalty > 0, "above 0");
    require(path + ".top_k", sampling.getTopK(), sampling.getTopK() >= 0, "from 0");
    int tokens = sampling.hasMaxTokens() ? sampling.getMaxTokens() : DEFAULT_TOKENS;
    require(
        path + ".max_tokens", tokens, tokens >= 1 && tokens <= MOST_TOKENS, "1 to " + MOST_TOKENS);
    return new Drawing(
        temperature,
        sampling.getTopK(),
        topP,
        minP,
        penalty,
        tokens,
        stops(path, sampling),
        !sampling.hasStopAtEndOfText() || sampling.getStopAtEndOfText());
  }

  private static List<String> stops(String path, Sampling sampling) {
    if (sampling.getStopStringsCount() > MOST_STOP_STRINGS) {
      throw SteermeshException.ofField(
          path + ".stop_strings",
          sampling.getStopStringsCount() + " strings, at most " + MOST_STOP_STRINGS);
    }
    for (int i = 0; i < sampling.getStopStringsCount(); i++) {
      int length = sampling.getStopStrings(i).length();
      if (length < 1 || length > LONGEST_STOP_STRING) {
        throw SteermeshException.ofField(
            path + ".stop_strings[" + i + "]",
            length + " characters, allowed 1 to " + LONGEST_STOP_STRING);
      }
    }
    return sampling.getStopStringsList();
  }

  /** By way of its shortest decimal: 0.1f becomes 0.1 and, sent again, 0.1f. */
  static double exact(float value) {
    return Double.parseDouble(Float.toString(value));
  }

  private static void require(String field, double value, boolean allowed, String what) {
    if (!allowed || !Double.isFinite(value)) {
      throw SteermeshException.ofField(field, value + ", allowed " + what);
    }
  }
}
