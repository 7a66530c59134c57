package org.steermesh.eval.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.steermesh.contract.DatasetName;
import org.steermesh.contract.EvaluationName;
import org.steermesh.contract.ModelName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VersionReference;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.PositionRule;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.Declaration;
import org.steermesh.eval.domain.Draft;
import org.steermesh.eval.domain.statistics.Bootstrap;
import org.steermesh.eval.v1.BehaviourSweep;
import org.steermesh.eval.v1.CreateEvaluationRequest;

/** Reads and checks what a caller declares. */
final class Drafts {

  private static final String SWEEP = "declaration.behaviour_sweep.";
  private static final int LONGEST_DESCRIPTION = 4096;
  private static final int MOST_STRENGTHS = 64;
  private static final int MOST_TEXTS = 256;
  private static final int LONGEST_TEXT = 65_536;
  private static final int DEFAULT_RESAMPLES = 2000;
  private static final double DEFAULT_CONFIDENCE = 0.95;
  private static final double DEFAULT_RATIO_LIMIT = 1.5;

  private Drafts() {}

  static Draft read(CreateEvaluationRequest request) {
    if (!request.getDeclaration().hasBehaviourSweep()) {
      throw SteermeshException.ofField(
          "declaration.experiment", "is not set: it must be behaviour_sweep");
    }
    String description = request.getDeclaration().getDescription();
    if (description.length() > LONGEST_DESCRIPTION) {
      throw SteermeshException.ofField(
          "declaration.description",
          description.length() + " characters, at most " + LONGEST_DESCRIPTION + " are allowed");
    }
    BehaviourSweep sweep = request.getDeclaration().getBehaviourSweep();
    return new Draft(
        id(request.getEvaluationId()),
        description,
        steering(sweep),
        items(sweep),
        texts(sweep),
        analysis(sweep));
  }

  private static Optional<String> id(String id) {
    return id.isEmpty() ? Optional.empty() : Optional.of(new EvaluationName(id).id());
  }

  private static Draft.Steering steering(BehaviourSweep sweep) {
    if (!sweep.getModel().isEmpty()) {
      ModelName.parse(SWEEP + "model", sweep.getModel());
    }
    VersionReference.parse(SWEEP + "vector", sweep.getVector());
    List<Site> sites = new ArrayList<>();
    for (int i = 0; i < sweep.getSitesCount(); i++) {
      sites.add(TypeProtos.site(SWEEP + "sites[" + i + "]", sweep.getSites(i)));
    }
    return new Draft.Steering(
        sweep.getModel(),
        sweep.getVector(),
        sites,
        strengths(sweep),
        positions(sweep, PositionRule.FROM_LAST_OF_PROMPT),
        positions(sweep, PositionRule.ALL_BUT_BOS));
  }

  private static Positions positions(BehaviourSweep sweep, PositionRule unset) {
    return TypeProtos.positions(SWEEP + "positions", sweep.getPositions(), unset);
  }

  private static List<Double> strengths(BehaviourSweep sweep) {
    int count = sweep.getStrengthsCount();
    if (count == 0 || count > MOST_STRENGTHS) {
      throw SteermeshException.ofField(
          SWEEP + "strengths", count + " strengths, allowed 1 to " + MOST_STRENGTHS);
    }
    List<Double> strengths = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float strength = sweep.getStrengths(i);
      // By way of its shortest decimal: 0.1f becomes 0.1 and, sent again, 0.1f.
      double exact = Double.parseDouble(Float.toString(strength));
      if (!Float.isFinite(strength) || strengths.contains(exact)) {
        throw SteermeshException.ofField(
            SWEEP + "strengths[" + i + "]", strength + " must be finite and given once");
      }
      strengths.add(exact);
    }
    return strengths;
  }

  private static Declaration.Items items(BehaviourSweep sweep) {
    DatasetName.parse(SWEEP + "dataset", sweep.getDataset());
    requireNotNegative("first_item", sweep.getFirstItem());
    requireNotNegative("item_count", sweep.getItemCount());
    return new Declaration.Items(
        sweep.getDataset(),
        sweep.getFirstItem(),
        sweep.getItemCount(),
        TypeProtos.layout(SWEEP + "layout", sweep.getLayout()));
  }

  private static void requireNotNegative(String field, long value) {
    if (value < 0) {
      throw SteermeshException.ofField(SWEEP + field, value + " is negative: allowed from 0");
    }
  }

  private static List<String> texts(BehaviourSweep sweep) {
    if (sweep.getNeutralTextsCount() > MOST_TEXTS) {
      throw SteermeshException.ofField(
          SWEEP + "neutral_texts",
          sweep.getNeutralTextsCount() + " texts, at most " + MOST_TEXTS + " are allowed");
    }
    for (int i = 0; i < sweep.getNeutralTextsCount(); i++) {
      int length = sweep.getNeutralTextsBytes(i).size();
      if (length == 0 || length > LONGEST_TEXT) {
        throw SteermeshException.ofField(
            SWEEP + "neutral_texts[" + i + "]", length + " bytes, allowed 1 to " + LONGEST_TEXT);
      }
    }
    return sweep.getNeutralTextsList();
  }

  private static Declaration.Analysis analysis(BehaviourSweep sweep) {
    int resamples =
        sweep.hasBootstrapResamples() ? sweep.getBootstrapResamples() : DEFAULT_RESAMPLES;
    double confidence = sweep.hasConfidence() ? sweep.getConfidence() : DEFAULT_CONFIDENCE;
    double limit =
        sweep.hasPerplexityRatioLimit() ? sweep.getPerplexityRatioLimit() : DEFAULT_RATIO_LIMIT;
    try {
      return new Declaration.Analysis(
          new Bootstrap(resamples, sweep.getBootstrapSeed(), confidence),
          limit,
          sweep.getKeepItemScores());
    } catch (IllegalArgumentException e) {
      throw SteermeshException.ofField(
          "declaration.behaviour_sweep", String.valueOf(e.getMessage()));
    }
  }
}
