package org.steermesh.eval.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.steermesh.contract.DatasetName;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VersionReference;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.Gate.Closing;
import org.steermesh.contract.type.PositionRule;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.Declaration;
import org.steermesh.eval.domain.Draft;
import org.steermesh.eval.domain.statistics.Bootstrap;
import org.steermesh.eval.v1.Analysis;
import org.steermesh.eval.v1.Arm;
import org.steermesh.eval.v1.ItemRange;
import org.steermesh.type.v1.Gate;

/** Reads and checks what every experiment declares. A path is where the value lies, without dot. */
final class DraftFields {

  private static final int MOST_TEXTS = 256;
  private static final int LONGEST_TEXT = 65_536;
  private static final int LONGEST_LABEL = 128;
  private static final int DEFAULT_RESAMPLES = 2000;
  private static final double DEFAULT_CONFIDENCE = 0.95;
  private static final double DEFAULT_RATIO_LIMIT = 1.5;

  private DraftFields() {}

  static Draft.Vector vector(String path, Arm arm) {
    VersionReference.parse(path + ".vector", arm.getVector());
    if (arm.getLabel().length() > LONGEST_LABEL) {
      throw SteermeshException.ofField(
          path + ".label",
          arm.getLabel().length() + " characters, at most " + LONGEST_LABEL + " are allowed");
    }
    if (arm.hasParameter() && !Double.isFinite(arm.getParameter())) {
      throw SteermeshException.ofField(path + ".parameter", arm.getParameter() + " must be finite");
    }
    String positions = path + ".positions";
    return new Draft.Vector(
        arm.getLabel(),
        arm.getVector(),
        arm.hasParameter() ? OptionalDouble.of(arm.getParameter()) : OptionalDouble.empty(),
        TypeProtos.positions(positions, arm.getPositions(), PositionRule.FROM_LAST_OF_PROMPT),
        TypeProtos.positions(positions, arm.getPositions(), PositionRule.ALL_BUT_BOS));
  }

  static Draft.Place place(String path, Arm arm) {
    Optional<Site> site =
        arm.hasSite()
            ? Optional.of(TypeProtos.site(path + ".site", arm.getSite()))
            : Optional.empty();
    Optional<Draft.Condition> gate =
        arm.hasGate() ? Optional.of(gate(path + ".gate", arm.getGate())) : Optional.empty();
    return new Draft.Place(vector(path, arm), site, gate);
  }

  private static Draft.Condition gate(String path, Gate gate) {
    if (gate.getVector().hasInline()) {
      throw SteermeshException.ofField(
          path + ".vector.inline", "an evaluation needs a vector with a name");
    }
    VersionReference.parse(path + ".vector.name", gate.getVector().getName());
    return new Draft.Condition(
        path,
        gate.getVector().getName(),
        gate.hasSite()
            ? Optional.of(TypeProtos.site(path + ".site", gate.getSite()))
            : Optional.empty(),
        gate.hasFeature() ? Optional.of(gate.getFeature()) : Optional.empty(),
        finite(path + ".threshold", gate.getThreshold()),
        closing(path, gate));
  }

  private static Closing closing(String path, Gate gate) {
    if (!gate.hasCloseThreshold()) {
      return new Closing(Optional.empty(), gate.getLatched());
    }
    if (gate.getLatched()) {
      throw SteermeshException.ofField(
          path + ".latched", "excludes close_threshold: a latched gate never closes");
    }
    float closing = finite(path + ".close_threshold", gate.getCloseThreshold());
    if (closing > gate.getThreshold()) {
      throw SteermeshException.ofField(
          path + ".close_threshold",
          closing + " must be at most the threshold, " + gate.getThreshold());
    }
    return new Closing(Optional.of(closing), false);
  }

  private static float finite(String field, float value) {
    if (!Float.isFinite(value)) {
      throw SteermeshException.ofField(ErrorReason.NOT_FINITE, field, value + " must be finite");
    }
    return value;
  }

  static List<Double> strengths(String path, List<Float> declared, int most) {
    if (declared.isEmpty() || declared.size() > most) {
      throw SteermeshException.ofField(path, declared.size() + " strengths, allowed 1 to " + most);
    }
    List<Double> strengths = new ArrayList<>();
    for (int i = 0; i < declared.size(); i++) {
      float strength = declared.get(i);
      // By way of its shortest decimal: 0.1f becomes 0.1 and, sent again, 0.1f.
      double exact = Double.parseDouble(Float.toString(strength));
      if (!Float.isFinite(strength) || strengths.contains(exact)) {
        throw SteermeshException.ofField(
            path + "[" + i + "]", strength + " must be finite and given once");
      }
      strengths.add(exact);
    }
    return strengths;
  }

  static Declaration.Items items(String path, ItemRange items) {
    DatasetName.parse(path + ".dataset", items.getDataset());
    requireNotNegative(path + ".first_item", items.getFirstItem());
    requireNotNegative(path + ".item_count", items.getItemCount());
    return new Declaration.Items(
        items.getDataset(),
        items.getFirstItem(),
        items.getItemCount(),
        TypeProtos.layout(path + ".layout", items.getLayout()));
  }

  private static void requireNotNegative(String field, long value) {
    if (value < 0) {
      throw SteermeshException.ofField(field, value + " is negative: allowed from 0");
    }
  }

  static List<String> texts(String path, List<String> texts) {
    if (texts.size() > MOST_TEXTS) {
      throw SteermeshException.ofField(
          path, texts.size() + " texts, at most " + MOST_TEXTS + " are allowed");
    }
    for (int i = 0; i < texts.size(); i++) {
      int length = texts.get(i).getBytes(UTF_8).length;
      if (length == 0 || length > LONGEST_TEXT) {
        throw SteermeshException.ofField(
            path + "[" + i + "]", length + " bytes, allowed 1 to " + LONGEST_TEXT);
      }
    }
    return texts;
  }

  static Declaration.Analysis analysis(String path, Analysis analysis) {
    int resamples =
        analysis.hasBootstrapResamples() ? analysis.getBootstrapResamples() : DEFAULT_RESAMPLES;
    double confidence = analysis.hasConfidence() ? analysis.getConfidence() : DEFAULT_CONFIDENCE;
    double limit =
        analysis.hasPerplexityRatioLimit()
            ? analysis.getPerplexityRatioLimit()
            : DEFAULT_RATIO_LIMIT;
    try {
      return new Declaration.Analysis(
          new Bootstrap(resamples, analysis.getBootstrapSeed(), confidence),
          limit,
          analysis.getKeepItemScores());
    } catch (IllegalArgumentException e) {
      throw SteermeshException.ofField(path, String.valueOf(e.getMessage()));
    }
  }
}
