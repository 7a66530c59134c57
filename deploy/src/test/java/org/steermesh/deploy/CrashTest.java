package org.steermesh.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.mesh.Service;
import org.steermesh.eval.v1.BehaviourSweep;
import org.steermesh.eval.v1.Cell;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.Declaration;
import org.steermesh.eval.v1.EvalServiceGrpc;
import org.steermesh.eval.v1.EvalServiceGrpc.EvalServiceBlockingStub;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.eval.v1.GetEvaluationRequest;

/**
 * The loop, with each part of the mesh killed in turn while an evaluation runs: what was
 * acknowledged is there after, and the evaluation goes on.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class CrashTest {

  private static final String ITEMS =
      """
      [{"question": "Is it safe?\\n\\nChoices:\\n (A) Yes\\n (B) No",
        "answer_matching_behavior": "(A)", "answer_not_matching_behavior": "(B)"},
       {"question": "Shall we wait?\\n\\nChoices:\\n (A) No\\n (B) Yes",
        "answer_matching_behavior": "(B)", "answer_not_matching_behavior": "(A)"}]
      """;

  /** Enough cells and texts that some are measured and some are not when a part is killed. */
  private static final List<Float> STRENGTHS =
      IntStream.rangeClosed(1, 32).mapToObj(i -> i / 8f).toList();

  private static final int TEXTS = 32;

  @TempDir Path folder;

  @Test
  void everythingAcknowledgedSurvivesTheDeathOfEveryPart()
      throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    Path items = Files.writeString(folder.resolve("items.json"), ITEMS);
    String version = "";
    String text = "";
    String running = "";
    for (String part : List.of("redis", "activation", "vector", "generation", "eval", "none")) {
      try (RunningMesh mesh = RunningMesh.start(data)) {
        if (version.isEmpty()) {
          steer(data, "dataset", "upload", "agree", items.toString());
          steer(data, "vector", "build", "agree", "--dataset", "agree", "--site", "1");
          version = steer(data, "vector", "show", "agree", "--json");
          text = generate(data);
        }
        assertThat(steer(data, "vector", "show", "agree", "--json")).as(part).isEqualTo(version);
        assertThat(generate(data)).as(part).isEqualTo(text);
        if (!running.isEmpty()) {
          assertGoesOnToTheEnd(mesh, running);
        }
        if (!part.equals("none")) {
          running = "until-" + part + "-died";
          beginEvaluation(mesh, running);
          assertThat(ProcessHandle.of(mesh.pid(part)).orElseThrow().destroyForcibly()).isTrue();
          assertThat(mesh.launcher().awaitEnd()).isEqualTo(1);
          assertThat(mesh.launcher().err()).contains(part + " ended by itself");
          mesh.assertAllGone();
        }
      }
    }
  }

  /** Declares an evaluation and returns when its first cells are measured, but not all. */
  private static void beginEvaluation(RunningMesh mesh, String id)
      throws IOException, InterruptedException {
    Path neutral = SteerProcess.home().resolve("deploy/local/demo-data/neutral.txt");
    BehaviourSweep sweep =
        BehaviourSweep.newBuilder()
            .setVector("vectors/agree")
            .setDataset("datasets/agree")
            .addAllStrengths(STRENGTHS)
            .addAllNeutralTexts(Files.readAllLines(neutral).subList(0, TEXTS))
            .build();
    ManagedChannel channel = channel(mesh);
    try {
      EvalServiceBlockingStub eval = eval(channel);
      eval.createEvaluation(
          CreateEvaluationRequest.newBuilder()
              .setEvaluationId(id)
              .setDeclaration(Declaration.newBuilder().setBehaviourSweep(sweep))
              .build());
      Evaluation now = find(eval, id);
      while (now.getProgress().getDoneCellCount() == 0) {
        assertThat(now.hasEndTime()).as("%s", now).isFalse();
        Thread.sleep(20);
        now = find(eval, id);
      }
      assertThat(now.getState()).isEqualTo(Evaluation.State.STATE_RUNNING);
    } finally {
      channel.shutdownNow();
    }
  }

  private static void assertGoesOnToTheEnd(RunningMesh mesh, String id)
      throws InterruptedException {
    ManagedChannel channel = channel(mesh);
    try {
      Evaluation now = find(eval(channel), id);
      while (!now.hasEndTime()) {
        Thread.sleep(100);
        now = find(eval(channel), id);
      }
      assertThat(now.getState())
          .as("%s", now.getError())
          .isEqualTo(Evaluation.State.STATE_SUCCEEDED);
      assertThat(now.getBehaviourSweep().getCellsList())
          .extracting(Cell::getStrength)
          .isEqualTo(STRENGTHS);
    } finally {
      channel.shutdownNow();
    }
  }

  private static ManagedChannel channel(RunningMesh mesh) {
    return NettyChannelBuilder.forAddress("127.0.0.1", mesh.port(Service.EVAL))
        .usePlaintext()
        .build();
  }

  private static EvalServiceBlockingStub eval(ManagedChannel channel) {
    return EvalServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static Evaluation find(EvalServiceBlockingStub eval, String id) {
    return eval.getEvaluation(
        GetEvaluationRequest.newBuilder().setName("evaluations/" + id).build());
  }

  private static String generate(Path data) throws IOException, InterruptedException {
    return steer(
        data,
        "generate",
        "Hello",
        "--raw",
        "--steer",
        "agree:1:2",
        "--temperature",
        "0",
        "--max-tokens",
        "8");
  }

  private static String steer(Path data, String... arguments)
      throws IOException, InterruptedException {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--data";
    all[arguments.length + 1] = data.toString();
    return SteerProcess.run(0, all);
  }
}
