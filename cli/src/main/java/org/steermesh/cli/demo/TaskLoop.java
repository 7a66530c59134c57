package org.steermesh.cli.demo;

import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.steermesh.cli.client.DatasetUpload;
import org.steermesh.cli.client.EvaluationRun;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.show.Table;
import org.steermesh.cli.show.Terminal;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.Declaration;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.eval.v1.PasControl;
import org.steermesh.eval.v1.PasEffect;
import org.steermesh.eval.v1.PasEstimate;
import org.steermesh.eval.v1.PasSearch;
import org.steermesh.eval.v1.PasTask;
import org.steermesh.eval.v1.PasTaskResult;
import org.steermesh.vector.v1.DatasetFormat;
import org.steermesh.vector.v1.UploadDatasetHeader;

/** Painless activation steering (iPASwo) on a task of fact that the demo model often gets wrong. */
final class TaskLoop {

  private static final int SEEDS = 3;
  private static final List<Float> STRENGTHS = List.of(0.5f, 1f, 2f, 4f, 8f);

  private final MeshClient mesh;
  private final Terminal terminal;

  TaskLoop(MeshClient mesh, Terminal terminal) {
    this.mesh = mesh;
    this.terminal = terminal;
  }

  /** Uploads the labelled items of a task. */
  void upload(DemoData data, DemoData.Behaviour task) {
    UploadDatasetHeader header =
        UploadDatasetHeader.newBuilder()
            .setDatasetId(task.name())
            .setFormat(DatasetFormat.DATASET_FORMAT_TASK)
            .setTask("caa")
            .setBehaviour(task.name())
            .setDescription(task.description())
            .build();
    DatasetUpload.send(
        mesh.vectorStreams(),
        header,
        DemoLoop.PARTS.stream().map(part -> data.items(task, part)).toList());
  }

  /** Builds, chooses and tests, on splits of five seeds. */
  Evaluation measure(DemoData.Behaviour task) {
    PasSearch search =
        PasSearch.newBuilder()
            .addTasks(PasTask.newBuilder().setDataset("datasets/" + task.name()))
            .addAllSeeds(LongStream.rangeClosed(1, SEEDS).boxed().toList())
            .addMethods(PasSearch.Method.METHOD_IPASWO)
            .addAllStrengths(STRENGTHS)
            .build();
    return EvaluationRun.run(
        mesh,
        CreateEvaluationRequest.newBuilder()
            .setEvaluationId(task.name() + "-pas")
            .setDeclaration(Declaration.newBuilder().setPas(search))
            .build(),
        "steering " + task.name(),
        terminal);
  }

  /** The effect, and its controls below it. */
  static Table table(Evaluation evaluation) {
    Table table =
        new Table()
            .words("TASK")
            .numbers("UNSTEERED")
            .words("VECTOR")
            .numbers("EFFECT")
            .words("95 %")
            .numbers("SEEDS")
            .numbers("ANSWERS");
    for (PasTaskResult task : evaluation.getPas().getTasksList()) {
      for (PasEffect effect : task.getEffectsList()) {
        table.row(
            task.getDataset().replaceFirst("datasets/", ""),
            String.format(Locale.ROOT, "%.3f", task.getUnsteeredAccuracy()),
            effect.getLabel(),
            change(effect.getEffect().getMean()),
            interval(effect.getEffect()),
            Integer.toString(effect.getEffect().getSeedCount()),
            Long.toString(effect.getEffect().getItemCount()));
        for (PasControl control : effect.getControlsList()) {
          table.row(
              "",
              "",
              "control: " + control.getLabel(),
              change(control.getEffect().getMean()),
              interval(control.getEffect()),
              Integer.toString(control.getEffect().getSeedCount()),
              Long.toString(control.getEffect().getItemCount()));
        }
      }
    }
    return table;
  }

  private static String interval(PasEstimate estimate) {
    return change(estimate.getLow()) + " to " + change(estimate.getHigh());
  }

  private static String change(double value) {
    return String.format(Locale.ROOT, "%+.3f", value);
  }
}
