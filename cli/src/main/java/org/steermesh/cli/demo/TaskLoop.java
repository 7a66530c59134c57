package org.steermesh.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.steermesh.cli.client.DatasetUpload;
import org.steermesh.cli.client.EvaluationRun;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.cli.show.Table;
import org.steermesh.cli.show.Terminal;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.Declaration;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.eval.v1.PasConditionEffect;
import org.steermesh.eval.v1.PasControl;
import org.steermesh.eval.v1.PasControls;
import org.steermesh.eval.v1.PasEffect;
import org.steermesh.eval.v1.PasEstimate;
import org.steermesh.eval.v1.PasSearch;
import org.steermesh.eval.v1.PasTask;
import org.steermesh.eval.v1.PasTaskResult;
import org.steermesh.type.v1.PromptLayout;
import org.steermesh.vector.v1.DatasetFormat;
import org.steermesh.vector.v1.UploadDatasetHeader;

/**
 * Painless activation steering (iPASwo) on a labelled task that the demo model often gets wrong.
 */
final class TaskLoop {

  private static final String ID = DemoData.TASK;
  private static final String CONDITION = "asked";
  private static final int SEEDS = 6;
  private static final int RANDOM_VECTORS = 3;
  private static final List<Integer> BLOCKS = List.of(1, 2, 3);
  private static final List<Float> STRENGTHS = List.of(1f, 2f, 4f);

  private final MeshClient mesh;
  private final Terminal terminal;

  TaskLoop(MeshClient mesh, Terminal terminal) {
    this.mesh = mesh;
    this.terminal = terminal;
  }

  /** Uploads the items, builds, chooses and tests, on splits of several seeds. */
  Evaluation measure(DemoData.Task task) {
    upload(task);
    PasSearch search =
        PasSearch.newBuilder()
            .addTasks(PasTask.newBuilder().setDataset("datasets/" + ID).setCondition(CONDITION))
            .addAllSeeds(LongStream.rangeClosed(1, SEEDS).boxed().toList())
            .addMethods(PasSearch.Method.METHOD_IPASWO)
            .addAllBlocks(BLOCKS)
            .addAllStrengths(STRENGTHS)
            .setControls(PasControls.newBuilder().setRandomVectors(RANDOM_VECTORS))
            .setRendering(PromptLayout.Rendering.RENDERING_CHAT)
            .build();
    return EvaluationRun.run(
        mesh,
        CreateEvaluationRequest.newBuilder()
            .setEvaluationId(ID + "-pas")
            .setDeclaration(Declaration.newBuilder().setPas(search))
            .build(),
        "steering " + ID,
        terminal);
  }

  private void upload(DemoData.Task task) {
    UploadDatasetHeader.Builder header =
        UploadDatasetHeader.newBuilder()
            .setDatasetId(ID)
            .setFormat(DatasetFormat.DATASET_FORMAT_TASK);
    try {
      header.setDefinition(Files.readString(task.mapping()));
    } catch (IOException e) {
      throw FileProblem.reading(task.mapping(), e);
    }
    DatasetUpload.send(mesh.vectorStreams(), header.build(), task.items());
  }

  /** The effect, apart by condition, and its controls. */
  static Table table(Evaluation evaluation) {
    Table table =
        new Table()
            .words("TASK")
            .words("VECTOR")
            .numbers("UNSTEERED")
            .numbers("EFFECT")
            .words("INTERVAL")
            .numbers("SEEDS")
            .numbers("ANSWERS");
    for (PasTaskResult task : evaluation.getPas().getTasksList()) {
      for (PasEffect effect : task.getEffectsList()) {
        add(table, effect.getLabel(), decimal(task.getUnsteeredAccuracy()), effect.getEffect());
        for (PasConditionEffect part : effect.getConditionsList()) {
          add(
              table,
              "  asked " + part.getValue(),
              decimal(part.getUnsteeredAccuracy()),
              part.getEffect());
        }
        for (PasControl control : effect.getControlsList()) {
          add(table, "  " + control.getLabel(), "", control.getEffect());
        }
      }
    }
    return table;
  }

  private static void add(Table table, String label, String unsteered, PasEstimate effect) {
    table.row(
        ID,
        label,
        unsteered,
        change(effect.getMean()),
        change(effect.getLow()) + ".." + change(effect.getHigh()),
        Integer.toString(effect.getSeedCount()),
        Long.toString(effect.getItemCount()));
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String change(double value) {
    return String.format(Locale.ROOT, "%+.3f", value);
  }
}
