package org.steermesh.eval.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.steermesh.contract.EvaluationName;
import org.steermesh.contract.ModelName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.Declaration;
import org.steermesh.eval.domain.Draft;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.Study;
import org.steermesh.eval.domain.judging.JudgeRules;
import org.steermesh.eval.v1.Analysis;
import org.steermesh.eval.v1.Arm;
import org.steermesh.eval.v1.BehaviourSweep;
import org.steermesh.eval.v1.Composition;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.ItemRange;
import org.steermesh.eval.v1.PasSearch;
import org.steermesh.eval.v1.VectorComparison;

/** Reads and checks what a caller declares. */
final class Drafts {

  private static final String SWEEP = "declaration.behaviour_sweep";
  private static final String COMPARISON = "declaration.vector_comparison";
  private static final String COMPOSITION = "declaration.composition";
  private static final int LONGEST_DESCRIPTION = 4096;
  private static final int LONGEST_PARAMETER = 64;
  private static final int MOST_STRENGTHS = 64;
  private static final int MOST_COMPOSED = 16;
  private static final int MOST_ARMS = 32;
  private static final int MOST_FEATURES = 1000;
  private static final int DEFAULT_FEATURES = 10;

  private Drafts() {}

  static Draft read(CreateEvaluationRequest request, JudgeRules rules) {
    String description = request.getDeclaration().getDescription();
    if (description.length() > LONGEST_DESCRIPTION) {
      throw SteermeshException.ofField(
          "declaration.description",
          description.length() + " characters, at most " + LONGEST_DESCRIPTION + " are allowed");
    }
    Optional<String> id = id(request.getEvaluationId());
    return switch (request.getDeclaration().getExperimentCase()) {
      case BEHAVIOUR_SWEEP -> sweep(id, description, request.getDeclaration().getBehaviourSweep());
      case VECTOR_COMPARISON ->
          comparison(id, description, request.getDeclaration().getVectorComparison());
      case COMPOSITION -> composition(id, description, request.getDeclaration().getComposition());
      case PAS -> pas(id, description, request.getDeclaration().getPas());
      case OPEN_ENDED ->
          OpenEndedDrafts.read(id, description, request.getDeclaration().getOpenEnded(), rules);
      case SIDE_EFFECTS ->
          SideEffectDrafts.read(id, description, request.getDeclaration().getSideEffects());
      case EXPERIMENT_NOT_SET ->
          throw SteermeshException.ofField(
              "declaration.experiment",
              "is not set: it must be behaviour_sweep, vector_comparison, composition, open_ended,"
                  + " side_effects or pas");
    };
  }

  private static Draft pas(Optional<String> id, String description, PasSearch search) {
    PasStudy study = PasDrafts.read(search);
    Analysis.Builder analysis = Analysis.newBuilder().setBootstrapSeed(search.getBootstrapSeed());
    if (search.hasBootstrapResamples()) {
      analysis.setBootstrapResamples(search.getBootstrapResamples());
    }
    if (search.hasConfidence()) {
      analysis.setConfidence(search.getConfidence());
    }
    return studied(id, description, study, DraftFields.analysis(PasDrafts.PATH, analysis.build()));
  }

  /** A study reads whole data sets; the items of the declaration name the first. */
  private static Draft studied(
      Optional<String> id, String description, Study study, Declaration.Analysis analysis) {
    ItemRange first = ItemRange.newBuilder().setDataset(study.datasets().getFirst()).build();
    return new Draft(
        id,
        description,
        study.model(),
        new Draft.Studied(study),
        DraftFields.items("declaration", first),
        List.of(),
        analysis);
  }

  private static Optional<String> id(String id) {
    return id.isEmpty() ? Optional.empty() : Optional.of(new EvaluationName(id).id());
  }

  private static String model(String path, String model) {
    if (!model.isEmpty()) {
      ModelName.parse(path + ".model", model);
    }
    return model;
  }

  private static Draft sweep(Optional<String> id, String description, BehaviourSweep sweep) {
    String model = model(SWEEP, sweep.getModel());
    Arm vector =
        Arm.newBuilder().setVector(sweep.getVector()).setPositions(sweep.getPositions()).build();
    Draft.Vector steered = DraftFields.vector(SWEEP, vector);
    List<Site> sites = new ArrayList<>();
    for (int i = 0; i < sweep.getSitesCount(); i++) {
      sites.add(TypeProtos.site(SWEEP + ".sites[" + i + "]", sweep.getSites(i)));
    }
    List<Double> strengths =
        DraftFields.strengths(SWEEP + ".strengths", sweep.getStrengthsList(), MOST_STRENGTHS);
    return new Draft(
        id,
        description,
        model,
        new Draft.Sweep(steered, sites, strengths),
        DraftFields.items(SWEEP, items(sweep)),
        DraftFields.texts(SWEEP + ".neutral_texts", sweep.getNeutralTextsList()),
        DraftFields.analysis(SWEEP, analysis(sweep)));
  }

  private static ItemRange items(BehaviourSweep sweep) {
    return ItemRange.newBuilder()
        .setDataset(sweep.getDataset())
        .setFirstItem(sweep.getFirstItem())
        .setItemCount(sweep.getItemCount())
        .setLayout(sweep.getLayout())
        .build();
  }

  private static Analysis analysis(BehaviourSweep sweep) {
    Analysis.Builder analysis =
        Analysis.newBuilder()
            .setBootstrapSeed(sweep.getBootstrapSeed())
            .setKeepItemScores(sweep.getKeepItemScores());
    if (sweep.hasBootstrapResamples()) {
      analysis.setBootstrapResamples(sweep.getBootstrapResamples());
    }
    if (sweep.hasConfidence()) {
      analysis.setConfidence(sweep.getConfidence());
    }
    if (sweep.hasPerplexityRatioLimit()) {
      analysis.setPerplexityRatioLimit(sweep.getPerplexityRatioLimit());
    }
    return analysis.build();
  }

  private static Draft comparison(
      Optional<String> id, String description, VectorComparison comparison) {
    int count = comparison.getArmsCount();
    if (count == 0 || count > MOST_ARMS) {
      throw SteermeshException.ofField(
          COMPARISON + ".arms", count + " arms, allowed 1 to " + MOST_ARMS);
    }
    List<Draft.Place> arms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      arms.add(DraftFields.place(COMPARISON + ".arms[" + i + "]", comparison.getArms(i)));
    }
    if (comparison.getParameter().length() > LONGEST_PARAMETER) {
      throw SteermeshException.ofField(
          COMPARISON + ".parameter",
          comparison.getParameter().length() + " characters, at most " + LONGEST_PARAMETER);
    }
    Draft.Comparison plan =
        new Draft.Comparison(
            arms,
            DraftFields.strengths(
                COMPARISON + ".strengths", comparison.getStrengthsList(), MOST_STRENGTHS),
            comparison.getParameter(),
            topCount(comparison.getTopFeatureCount()));
    return new Draft(
        id,
        description,
        model(COMPARISON, comparison.getModel()),
        plan,
        DraftFields.items(COMPARISON + ".items", comparison.getItems()),
        DraftFields.texts(COMPARISON + ".neutral_texts", comparison.getNeutralTextsList()),
        DraftFields.analysis(COMPARISON + ".analysis", comparison.getAnalysis()));
  }

  private static int topCount(int declared) {
    if (declared < 0 || declared > MOST_FEATURES) {
      throw SteermeshException.ofField(
          COMPARISON + ".top_feature_count",
          declared + ", allowed 1 to " + MOST_FEATURES + ", or 0 for " + DEFAULT_FEATURES);
    }
    return declared == 0 ? DEFAULT_FEATURES : declared;
  }

  private static Draft composition(
      Optional<String> id, String description, Composition composition) {
    Draft.Composition plan =
        new Draft.Composition(
            DraftFields.place(COMPOSITION + ".first", composition.getFirst()),
            DraftFields.strengths(
                COMPOSITION + ".first_strengths",
                composition.getFirstStrengthsList(),
                MOST_COMPOSED),
            DraftFields.place(COMPOSITION + ".second", composition.getSecond()),
            DraftFields.strengths(
                COMPOSITION + ".second_strengths",
                composition.getSecondStrengthsList(),
                MOST_COMPOSED),
            DraftFields.items(COMPOSITION + ".second_items", composition.getSecondItems()));
    return new Draft(
        id,
        description,
        model(COMPOSITION, composition.getModel()),
        plan,
        DraftFields.items(COMPOSITION + ".first_items", composition.getFirstItems()),
        DraftFields.texts(COMPOSITION + ".neutral_texts", composition.getNeutralTextsList()),
        DraftFields.analysis(COMPOSITION + ".analysis", composition.getAnalysis()));
  }
}
