package org.steermesh.cli.demo;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.DatasetUpload;
import org.steermesh.cli.client.EvaluationRun;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.VectorBuild;
import org.steermesh.cli.show.Terminal;
import org.steermesh.eval.v1.BehaviourSweep;
import org.steermesh.eval.v1.Cell;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.Declaration;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.type.v1.PositionRule;
import org.steermesh.type.v1.Positions;
import org.steermesh.type.v1.PromptLayout;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.Target;
import org.steermesh.vector.v1.Alias;
import org.steermesh.vector.v1.BuildMethod;
import org.steermesh.vector.v1.BuildVectorRequest;
import org.steermesh.vector.v1.DatasetFormat;
import org.steermesh.vector.v1.SetAliasRequest;
import org.steermesh.vector.v1.UploadDatasetHeader;
import org.steermesh.vector.v1.Version;

/** The steps of the loop for one behaviour, each a call of a service. */
final class DemoLoop {

  static final List<Float> STRENGTHS = List.of(-2f, -1f, -0.5f, 0.5f, 1f, 2f);

  /** Every token but the first: the demo model looks for its side while it reads the options. */
  static final Positions STEERED =
      Positions.newBuilder().setRule(PositionRule.POSITION_RULE_ALL_BUT_BOS).build();

  static final List<String> PARTS = List.of("train", "validation", "test");

  /** As many as tell blocks apart; the held-out measurement uses all items. */
  private static final int CHOOSING_ITEMS = 40;

  private static final int CHOOSING_TEXTS = 16;
  private static final double SMALL_BUDGET = 1.1;
  private static final double NO_BUDGET = 1e6;
  private static final int TEST_TEXTS = 64;

  private final MeshClient mesh;
  private final DemoData data;
  private final Terminal terminal;

  DemoLoop(MeshClient mesh, DemoData data, Terminal terminal) {
    this.mesh = mesh;
    this.data = data;
    this.terminal = terminal;
  }

  /** Questions are chat messages: the demo model has a chat template. */
  private static PromptLayout layout() {
    return PromptLayout.newBuilder().setRendering(PromptLayout.Rendering.RENDERING_CHAT).build();
  }

  /** Uploads the items for training, validation and test; returns how many there are. */
  long upload(DemoData.Behaviour behaviour) {
    long items = 0;
    for (String part : PARTS) {
      UploadDatasetHeader header =
          UploadDatasetHeader.newBuilder()
              .setDatasetId(behaviour.name() + "-" + part)
              .setFormat(DatasetFormat.DATASET_FORMAT_CAA_JSON)
              .setBehaviour(behaviour.name())
              .setDescription(behaviour.description())
              .build();
      items +=
          DatasetUpload.send(mesh.vectorStreams(), header, data.items(behaviour, part))
              .getItemCount();
    }
    return items;
  }

  /** Builds a version from the training items; no site means every block, in one pass. */
  Version build(DemoData.Behaviour behaviour, List<Site> sites) {
    return VectorBuild.run(mesh, buildRequest(behaviour, sites).build(), terminal);
  }

  /** A dense build; no site means every block. */
  BuildVectorRequest.Builder buildRequest(DemoData.Behaviour behaviour, List<Site> sites) {
    return BuildVectorRequest.newBuilder()
        .setVectorId(behaviour.name())
        .setDataset("datasets/" + behaviour.name() + "-train")
        .setMethod(BuildMethod.BUILD_METHOD_MEAN_DIFFERENCE)
        .addAllSites(sites)
        .setLayout(layout());
  }

  /**
   * Sweeps blocks and strengths on validation items: within a small budget if anything stays within
   * it, since what is just below the largest ratio on a few texts exceeds it on others; without any
   * budget in the end, so that the demo shows what the steering costs instead of nothing.
   */
  Choice choose(String id, DemoData.Behaviour behaviour, Version version) {
    for (double budget : List.of(SMALL_BUDGET, DemoResult.LARGEST_RATIO, NO_BUDGET)) {
      String named =
          budget == SMALL_BUDGET ? id : id + "-" + (budget == NO_BUDGET ? "any" : "dear");
      Evaluation evaluation = sweepBlocks(named, behaviour, version, budget);
      if (evaluation.getBehaviourSweep().hasBest()) {
        return new Choice(evaluation.getBehaviourSweep().getBest(), budget, cells(evaluation));
      }
    }
    throw new SteerException(
        ExitCode.FAILED, "eval-service recommends no block and strength for " + behaviour.name());
  }

  private Evaluation sweepBlocks(
      String id, DemoData.Behaviour behaviour, Version version, double budget) {
    BehaviourSweep sweep =
        BehaviourSweep.newBuilder()
            .setVector(version.getName())
            .addAllStrengths(STRENGTHS)
            .setPositions(STEERED)
            .setDataset("datasets/" + behaviour.name() + "-validation")
            .setItemCount(CHOOSING_ITEMS)
            .setLayout(layout())
            .addAllNeutralTexts(neutral(CHOOSING_TEXTS))
            .setPerplexityRatioLimit(budget)
            .build();
    return evaluate(id, sweep, "choosing for " + behaviour.name());
  }

  /** Measures a vector on all test items. */
  Evaluation measure(String id, String description, DemoData.Behaviour behaviour, String vector) {
    BehaviourSweep sweep =
        BehaviourSweep.newBuilder()
            .setVector(vector)
            .addAllStrengths(STRENGTHS)
            .setPositions(STEERED)
            .setDataset("datasets/" + behaviour.name() + "-test")
            .setLayout(layout())
            .addAllNeutralTexts(neutral(TEST_TEXTS))
            .setPerplexityRatioLimit(DemoResult.LARGEST_RATIO)
            .build();
    return evaluate(id, description, sweep, "measuring " + behaviour.name());
  }

  /** Builds the version that holds the chosen block alone, and lets {@code live} name it. */
  Version release(DemoData.Behaviour behaviour, int block) {
    Site site = Site.newBuilder().setBlock(block).setTarget(Target.TARGET_RESIDUAL).build();
    Version version = build(behaviour, List.of(site));
    Alias alias =
        MeshClient.unary(mesh.vector())
            .setAlias(
                SetAliasRequest.newBuilder()
                    .setName("vectors/" + behaviour.name() + "@live")
                    .setVersion(version.getName())
                    .build());
    if (!alias.getVersion().equals(version.getName())) {
      throw new IllegalStateException(alias.getName() + " is at " + alias.getVersion());
    }
    return version;
  }

  private Evaluation evaluate(String id, BehaviourSweep sweep, String label) {
    return evaluate(id, "", sweep, label);
  }

  private Evaluation evaluate(String id, String description, BehaviourSweep sweep, String label) {
    return EvaluationRun.run(
        mesh,
        CreateEvaluationRequest.newBuilder()
            .setEvaluationId(id)
            .setDeclaration(
                Declaration.newBuilder().setBehaviourSweep(sweep).setDescription(description))
            .build(),
        label,
        terminal);
  }

  /** The unsteered cell, then the steered ones. */
  static List<Cell> cells(Evaluation evaluation) {
    List<Cell> cells = new ArrayList<>();
    cells.add(evaluation.getBehaviourSweep().getBaseline());
    cells.addAll(evaluation.getBehaviourSweep().getCellsList());
    return cells;
  }

  private List<String> neutral(int count) {
    return data.neutralTexts().subList(0, Math.min(count, data.neutralTexts().size()));
  }
}
