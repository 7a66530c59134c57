package org.steermesh.eval.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.eval.domain.Evaluation.State;
import org.steermesh.eval.domain.EvaluationStore;
import org.steermesh.eval.domain.EvaluationStore.Claim;
import org.steermesh.eval.domain.Experiments;
import org.steermesh.eval.domain.Subject;
import org.steermesh.eval.domain.pas.PasStudies;
import org.steermesh.eval.domain.pas.SmallWorld;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.Declaration;
import org.steermesh.eval.v1.EvalServiceGrpc;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.eval.v1.GetEvaluationRequest;
import org.steermesh.eval.v1.PasBaselines;
import org.steermesh.eval.v1.PasControls;
import org.steermesh.eval.v1.PasEffect;
import org.steermesh.eval.v1.PasSearch;
import org.steermesh.eval.v1.PasSplit;
import org.steermesh.eval.v1.PasTask;
import org.steermesh.type.v1.PromptLayout;

@QuarkusTest
@QuarkusTestResource(MeshOfOne.class)
class PasWireTest {

  @Inject EvaluationStore store;

  @ConfigProperty(name = "quarkus.grpc.server.port")
  int port;

  private ManagedChannel channel;
  private EvalServiceGrpc.EvalServiceBlockingStub service;

  @BeforeEach
  void connect() {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    service = EvalServiceGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  @Test
  void whatWasFoundIsGivenWithItsDeclarationAndItsVerdicts() {
    store.create("pas-whole", PasStudies.declaration(PasStudies.study()), subject(), 99);
    Claim claim = store.claim(Duration.ofMinutes(1)).orElseThrow();
    PasStudies.run(store, claim, new SmallWorld(), Integer.MAX_VALUE);
    store.finish(claim, State.SUCCEEDED, Optional.empty());

    Evaluation evaluation =
        service.getEvaluation(
            GetEvaluationRequest.newBuilder().setName("evaluations/pas-whole").build());

    assertThat(evaluation.getProgress().getDoneCellCount()).isEqualTo(18);
    assertThat(evaluation.getProgress().getTotalCellCount()).isEqualTo(18);
    assertThat(evaluation.getDeclaration().getPas().getBlocksList()).containsExactly(1, 2);
    assertThat(evaluation.getPas().getTasksCount()).isEqualTo(2);
    assertThat(evaluation.getPas().getTasks(0).getSeedsCount()).isEqualTo(3);
    PasEffect effect = evaluation.getPas().getTasks(0).getEffects(1);
    assertThat(effect.getLabel()).isEqualTo("iPASwo");
    assertThat(effect.getControlsCount()).isEqualTo(4);
    assertThat(effect.getWrongToRight()).isPositive();
    assertThat(evaluation.getPas().getFindingsList()).hasSize(8);
    assertThat(evaluation.getPas().getCost().getVectorBytes()).isEqualTo(16);
  }

  @Test
  void badSearchesOfPasAreRefusedFieldByField() {
    PasSearch good =
        PasSearch.newBuilder().addTasks(PasTask.newBuilder().setDataset("datasets/d")).build();

    assertThat(refused(good.toBuilder().clearTasks())).endsWith("pas.tasks");
    assertThat(refused(good.toBuilder().addTasks(good.getTasks(0)))).endsWith("pas.tasks");
    assertThat(refused(good.toBuilder().setTasks(0, PasTask.newBuilder().setDataset("d"))))
        .endsWith("tasks[0].dataset");
    assertThat(refused(good.toBuilder().addSeeds(-1))).endsWith("seeds[0]");
    assertThat(refused(good.toBuilder().addBlocks(2).addBlocks(2))).endsWith("blocks");
    assertThat(refused(good.toBuilder().addStrengths(Float.NaN))).endsWith("strengths[0]");
    assertThat(refused(good.toBuilder().addMethods(PasSearch.Method.METHOD_UNSPECIFIED)))
        .endsWith("methods[0]");
    assertThat(refused(good.toBuilder().setSplit(PasSplit.newBuilder().setTestItems(9))))
        .endsWith("pas.split");
    assertThat(refused(good.toBuilder().setControls(PasControls.newBuilder().setRandomVectors(99))))
        .endsWith("random_vectors");
    assertThat(refused(good.toBuilder().setBaselines(PasBaselines.newBuilder().addPrompts(""))))
        .endsWith("prompts[0]");
    assertThat(
            refused(
                good.toBuilder()
                    .setProtocol(PasSearch.Protocol.PROTOCOL_PAPER)
                    .setRendering(PromptLayout.Rendering.RENDERING_CHAT)))
        .endsWith("pas.rendering");
    assertThat(
            refused(good.toBuilder().setBaselines(PasBaselines.newBuilder().setSteerFewShot(true))))
        .endsWith("steer_few_shot");
  }

  private Subject subject() {
    return Experiments.queued("age").subject();
  }

  private String refused(PasSearch.Builder search) {
    CreateEvaluationRequest request =
        CreateEvaluationRequest.newBuilder()
            .setDeclaration(Declaration.newBuilder().setPas(search))
            .build();
    RemoteError[] error = new RemoteError[1];
    assertThatThrownBy(() -> service.createEvaluation(request))
        .satisfies(thrown -> error[0] = StatusTranslator.read(thrown));
    assertThat(error[0].reason()).isEqualTo("FIELD_INVALID");
    return error[0].violations().getFirst().field();
  }
}
