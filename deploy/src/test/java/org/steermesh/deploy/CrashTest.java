package org.steermesh.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.mesh.Service;
import org.steermesh.eval.v1.Arm;
import org.steermesh.eval.v1.BehaviourSweep;
import org.steermesh.eval.v1.Composition;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.Declaration;
import org.steermesh.eval.v1.EvalServiceGrpc;
import org.steermesh.eval.v1.EvalServiceGrpc.EvalServiceBlockingStub;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.eval.v1.GetEvaluationRequest;
import org.steermesh.eval.v1.ItemRange;
import org.steermesh.eval.v1.VectorComparison;

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
  private static final List<Float> STRENGTHS = strengths(16);

  private static final int TEXTS = 32;
  private static final Arm ARM =
      Arm.newBuilder().setLabel("agree").setVector("vectors/agree").build();
  private static final ItemRange ITEMS_OF_ARM =
      ItemRange.newBuilder().setDataset("datasets/agree").build();

  @TempDir Path folder;

  @Test
  void everythingAcknowledgedSurvivesTheDeathOfEveryPart()
      throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    Path items = Files.writeString(folder.resolve("items.json"), ITEMS);
    String version = "";
    String text = "";
    String running = "";
    Map<String, Declaration> interrupted = new LinkedHashMap<>();
    List<Declaration> experiments = List.of(sweep(), comparison(), composition());
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
        if (part.equals("none")) {
          assertThatUndisturbedOnesGiveTheSame(mesh, interrupted);
        } else {
          running = "until-" + part + "-died";
          Declaration next = experiments.get(interrupted.size() % experiments.size());
          interrupted.put(running, next);
          beginEvaluation(mesh, running, next);
          assertThat(ProcessHandle.of(mesh.pid(part)).orElseThrow().destroyForcibly()).isTrue();
          assertThat(mesh.launcher().awaitEnd()).isEqualTo(1);
          assertThat(mesh.launcher().err()).contains(part + " ended by itself");
          mesh.assertAllGone();
        }
      }
    }
  }

  private static List<Float> strengths(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> i / 8f).toList();
  }

  private static Declaration sweep() throws IOException {
    return Declaration.newBuilder()
        .setBehaviourSweep(
            BehaviourSweep.newBuilder()
                .setVector("vectors/agree")
                .setDataset("datasets/agree")
                .addAllStrengths(STRENGTHS)
                .addAllNeutralTexts(texts()))
        .build();
  }

  private static Declaration comparison() throws IOException {
    return Declaration.newBuilder()
        .setVectorComparison(
            VectorComparison.newBuilder()
                .addArms(ARM)
                .setItems(ITEMS_OF_ARM)
                .addAllStrengths(STRENGTHS)
                .addAllNeutralTexts(texts()))
        .build();
  }

  private static Declaration composition() throws IOException {
    return Declaration.newBuilder()
        .setComposition(
            Composition.newBuilder()
                .setFirst(ARM)
                .setFirstItems(ITEMS_OF_ARM)
                .addAllFirstStrengths(strengths(3))
                .setSecond(ARM.toBuilder().setLabel("agree again"))
                .setSecondItems(ITEMS_OF_ARM)
                .addAllSecondStrengths(strengths(3))
                .addAllNeutralTexts(texts()))
        .build();
  }

  private static List<String> texts() throws IOException {
    Path neutral = SteerProcess.home().resolve("deploy/local/demo-data/neutral.txt");
    return Files.readAllLines(neutral).subList(0, TEXTS);
  }

  /** Declares an evaluation and returns when its first cells are measured, but not all. */
  private static void beginEvaluation(RunningMesh mesh, String id, Declaration declaration)
      throws InterruptedException {
    ManagedChannel channel = channel(mesh);
    try {
      EvalServiceBlockingStub eval = eval(channel);
      create(eval, id, declaration);
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

  private static void create(EvalServiceBlockingStub eval, String id, Declaration declaration) {
    eval.createEvaluation(
        CreateEvaluationRequest.newBuilder()
            .setEvaluationId(id)
            .setDeclaration(declaration)
            .build());
  }

  private static void assertGoesOnToTheEnd(RunningMesh mesh, String id)
      throws InterruptedException {
    ManagedChannel channel = channel(mesh);
    try {
      awaitSuccess(eval(channel), id);
    } finally {
      channel.shutdownNow();
    }
  }

  /** Of each experiment one that nothing interrupts, and the same numbers. */
  private static void assertThatUndisturbedOnesGiveTheSame(
      RunningMesh mesh, Map<String, Declaration> interrupted) throws InterruptedException {
    ManagedChannel channel = channel(mesh);
    try {
      EvalServiceBlockingStub eval = eval(channel);
      Map<Declaration, Evaluation> undisturbed = new HashMap<>();
      for (Map.Entry<String, Declaration> entry : interrupted.entrySet()) {
        Evaluation same = undisturbed.get(entry.getValue());
        if (same == null) {
          String id = "undisturbed-" + undisturbed.size();
          create(eval, id, entry.getValue());
          same = awaitSuccess(eval, id);
          undisturbed.put(entry.getValue(), same);
        }
        Evaluation found = find(eval, entry.getKey());
        assertThat(found.getBehaviourSweep()).isEqualTo(same.getBehaviourSweep());
        assertThat(found.getVectorComparison()).isEqualTo(same.getVectorComparison());
        assertThat(found.getComposition()).isEqualTo(same.getComposition());
      }
    } finally {
      channel.shutdownNow();
    }
  }

  private static Evaluation awaitSuccess(EvalServiceBlockingStub eval, String id)
      throws InterruptedException {
    Evaluation now = find(eval, id);
    while (!now.hasEndTime()) {
      Thread.sleep(100);
      now = find(eval, id);
    }
    assertThat(now.getState()).as("%s", now.getError()).isEqualTo(Evaluation.State.STATE_SUCCEEDED);
    assertThat(now.getProgress().getDoneCellCount())
        .isGreaterThanOrEqualTo(STRENGTHS.size())
        .isEqualTo(now.getProgress().getTotalCellCount());
    return now;
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
    return SteerCommand.run(0, all);
  }
}
