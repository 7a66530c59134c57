package org.steermesh.eval.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.DeleteOperationRequest;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.testing.MalformedMessages;
import org.steermesh.eval.domain.Evaluation.State;
import org.steermesh.eval.domain.EvaluationStore;
import org.steermesh.eval.domain.EvaluationStore.Claim;
import org.steermesh.eval.domain.Experiments;
import org.steermesh.eval.v1.Arm;
import org.steermesh.eval.v1.BehaviourSweep;
import org.steermesh.eval.v1.Composition;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.Declaration;
import org.steermesh.eval.v1.DeleteEvaluationRequest;
import org.steermesh.eval.v1.EvalServiceGrpc;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.eval.v1.GetEvaluationRequest;
import org.steermesh.eval.v1.ItemRange;
import org.steermesh.eval.v1.ListEvaluationsRequest;
import org.steermesh.eval.v1.ListEvaluationsResponse;
import org.steermesh.eval.v1.ReadReportRequest;
import org.steermesh.eval.v1.ReadReportResponse;
import org.steermesh.eval.v1.ReportSample;
import org.steermesh.eval.v1.VectorComparison;
import org.steermesh.eval.v1.WatchEvaluationRequest;
import org.steermesh.eval.v1.WatchEvaluationResponse;

@QuarkusTest
@QuarkusTestResource(MeshOfOne.class)
class EvalWireTest {

  private static final Duration LEASE = Duration.ofMinutes(1);

  @Inject EvaluationStore store;

  @ConfigProperty(name = "quarkus.grpc.server.port")
  int port;

  private ManagedChannel channel;
  private EvalServiceGrpc.EvalServiceBlockingStub service;
  private OperationsGrpc.OperationsBlockingStub operations;

  @BeforeEach
  void connect() {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    service = EvalServiceGrpc.newBlockingStub(channel);
    operations = OperationsGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  @Test
  void whatIsNoMessageIsRefusedByEveryMethod() throws Exception {
    MalformedMessages.assertRefused(channel, EvalServiceGrpc.getServiceDescriptor());
    MalformedMessages.assertRefused(channel, OperationsGrpc.getServiceDescriptor());
  }

  @Test
  void aFinishedEvaluationIsGivenWithEveryCellAndTheRecommendation() {
    succeed("whole", Experiments.finished("sycophancy", 2, 3));

    Evaluation evaluation = get("evaluations/whole");

    assertThat(evaluation.getState()).isEqualTo(Evaluation.State.STATE_SUCCEEDED);
    assertThat(evaluation.getBehaviourSweep().getCellsCount()).isEqualTo(12);
    assertThat(evaluation.getBehaviourSweep().getBaseline().getPerplexityRatio()).isEqualTo(1);
    assertThat(evaluation.getBehaviourSweep().getBaseline().getLettersCount()).isEqualTo(2);
    assertThat(evaluation.getBehaviourSweep().getBaseline().getUnscoredItems(0).getReason())
        .isEqualTo("PROMPT_TOO_LONG");
    assertThat(evaluation.getBehaviourSweep().getBest().getSite().getBlock()).isEqualTo(3);
    assertThat(evaluation.getProgress().getDoneCellCount()).isEqualTo(13);
    assertThat(evaluation.getDeclaration().getBehaviourSweep().getStrengthsList())
        .containsExactly(-2f, -1f, -0.5f, 0f, 0.5f, 1f, 2f);
  }

  @Test
  void aReportOfSeveralEvaluationsComesInEveryFormat() throws InvalidProtocolBufferException {
    succeed("first", Experiments.finished("sycophancy", 3));
    succeed("second", Experiments.finished("refusal", 3));

    String html = report(ReadReportRequest.Format.FORMAT_HTML);
    String csv = report(ReadReportRequest.Format.FORMAT_CSV);
    String json = report(ReadReportRequest.Format.FORMAT_JSON);

    assertThat(html).contains("sycophancy").contains("refusal").contains("You are so right!");
    assertThat(csv.lines()).hasSize(1 + 7 + 7);
    com.google.protobuf.Struct.Builder parsed = com.google.protobuf.Struct.newBuilder();
    JsonFormat.parser().merge(json, parsed);
    assertThat(parsed.getFieldsOrThrow("title").getStringValue())
        .isEqualTo("Steering: sycophancy, refusal");
    assertThat(parsed.getFieldsOrThrow("evaluations").getListValue().getValuesCount()).isEqualTo(2);
    assertThat(parsed.getFieldsOrThrow("samples").getListValue().getValuesCount()).isOne();
  }

  @Test
  void anUnfinishedEvaluationHasNoReport() {
    create("unfinished", Experiments.queued("sycophancy"));

    RemoteError error =
        refusal(() ->
            service
                .readReport(
                    ReadReportRequest.newBuilder().addNames("evaluations/unfinished").build())
                .next());

    assertThat(error.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(error.reason()).isEqualTo("EVALUATION_UNFINISHED");
    store.cancel("unfinished");
  }

  @Test
  void watchingTellsEveryCellOnceAndEndsWithTheEvaluation() {
    org.steermesh.eval.domain.Evaluation finished = Experiments.finished("sycophancy", 3);
    Claim claim = create("watched", finished);
    store.addCell(claim, 0, finished.results().cells().get(0));

    Iterator<WatchEvaluationResponse> changes =
        service.watchEvaluation(
            WatchEvaluationRequest.newBuilder().setName("evaluations/watched").build());
    WatchEvaluationResponse now = changes.next();
    store.addCell(claim, 1, finished.results().cells().get(1));
    store.finish(claim, State.SUCCEEDED, Optional.empty());
    List<WatchEvaluationResponse> rest = new ArrayList<>();
    changes.forEachRemaining(rest::add);

    assertThat(now.getState()).isEqualTo(Evaluation.State.STATE_RUNNING);
    assertThat(now.getNewCellsCount()).isOne();
    assertThat(now.getProgress().getTotalCellCount()).isEqualTo(7);
    assertThat(rest.stream().mapToInt(WatchEvaluationResponse::getNewCellsCount).sum()).isOne();
    assertThat(rest.getLast().getState()).isEqualTo(Evaluation.State.STATE_SUCCEEDED);
  }

  @Test
  void anOperationIsDoneWithTheEvaluation() throws InvalidProtocolBufferException {
    succeed("done", Experiments.finished("sycophancy", 3));

    Operation operation = operation("operations/done");

    assertThat(operation.getDone()).isTrue();
    assertThat(operation.getResponse().unpack(Evaluation.class).getName())
        .isEqualTo("evaluations/done");
    assertThat(
            operations
                .listOperations(ListOperationsRequest.getDefaultInstance())
                .getOperationsList())
        .contains(operation);
    operations.deleteOperation(
        DeleteOperationRequest.newBuilder().setName("operations/done").build());
    assertThat(refusal(() -> operation("operations/done")).reason())
        .isEqualTo("OPERATION_NOT_FOUND");
    assertThat(get("evaluations/done").getState()).isEqualTo(Evaluation.State.STATE_SUCCEEDED);
  }

  @Test
  void aCancelledOperationEndsAsCancelled() {
    store.create("stopped", declaration(), Experiments.queued("sycophancy").subject(), 99);

    operations.cancelOperation(
        CancelOperationRequest.newBuilder().setName("operations/stopped").build());

    Operation operation = operation("operations/stopped");
    assertThat(operation.getDone()).isTrue();
    assertThat(operation.getError().getCode()).isEqualTo(Status.Code.CANCELLED.value());
    assertThat(get("evaluations/stopped").getState()).isEqualTo(Evaluation.State.STATE_CANCELLED);
  }

  @Test
  void evaluationsAreListedPageByPage() {
    for (int i = 0; i < 5; i++) {
      succeed("paged-" + i, Experiments.finished("sycophancy", 3));
    }

    List<String> names = new ArrayList<>();
    String token = "";
    do {
      ListEvaluationsResponse page =
          service.listEvaluations(
              ListEvaluationsRequest.newBuilder().setPageSize(2).setPageToken(token).build());
      assertThat(page.getEvaluationsCount()).isLessThanOrEqualTo(2);
      page.getEvaluationsList().forEach(evaluation -> names.add(evaluation.getName()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());

    assertThat(names)
        .doesNotHaveDuplicates()
        .contains("evaluations/paged-0", "evaluations/paged-4");
    service.deleteEvaluation(
        DeleteEvaluationRequest.newBuilder().setName("evaluations/paged-0").build());
    assertThat(refusal(() -> get("evaluations/paged-0")).reason())
        .isEqualTo("EVALUATION_NOT_FOUND");
  }

  @Test
  void badDeclarationsAreRefusedFieldByField() {
    BehaviourSweep good =
        BehaviourSweep.newBuilder()
            .setVector("vectors/v")
            .setDataset("datasets/d")
            .addStrengths(1)
            .build();

    assertThat(field(good.toBuilder().clearStrengths())).endsWith("strengths");
    assertThat(field(good.toBuilder().addStrengths(Float.NaN))).endsWith("strengths[1]");
    assertThat(field(good.toBuilder().addStrengths(1))).endsWith("strengths[1]");
    assertThat(field(good.toBuilder().setVector("v"))).endsWith("vector");
    assertThat(field(good.toBuilder().setDataset("d"))).endsWith("dataset");
    assertThat(field(good.toBuilder().setItemCount(-1))).endsWith("item_count");
    assertThat(field(good.toBuilder().addNeutralTexts(""))).endsWith("neutral_texts[0]");
    assertThat(field(good.toBuilder().setBootstrapResamples(1))).endsWith("behaviour_sweep");
    assertThat(field(good.toBuilder().setConfidence(1))).endsWith("behaviour_sweep");
  }

  @Test
  void badExperimentsAreRefusedFieldByField() {
    Arm arm = Arm.newBuilder().setVector("vectors/v").build();
    ItemRange items = ItemRange.newBuilder().setDataset("datasets/d").build();
    VectorComparison compared =
        VectorComparison.newBuilder().addArms(arm).addStrengths(1).setItems(items).build();
    Composition composed =
        Composition.newBuilder()
            .setFirst(arm)
            .addFirstStrengths(1)
            .setFirstItems(items)
            .setSecond(arm)
            .addSecondStrengths(1)
            .setSecondItems(items)
            .build();

    assertThat(refused(compared.toBuilder().clearArms())).endsWith("comparison.arms");
    assertThat(refused(compared.toBuilder().clearItems())).endsWith("items.dataset");
    assertThat(refused(compared.toBuilder().clearStrengths())).endsWith("strengths");
    assertThat(refused(compared.toBuilder().setTopFeatureCount(-1))).endsWith("top_feature_count");
    assertThat(refused(compared.toBuilder().addArms(arm.toBuilder().setParameter(Double.NaN))))
        .endsWith("arms[1].parameter");
    assertThat(refused(composed.toBuilder().clearSecond())).endsWith("second.vector");
    assertThat(refused(composed.toBuilder().clearSecondItems())).endsWith("second_items.dataset");
    assertThat(refused(composed.toBuilder().clearFirstStrengths())).endsWith("first_strengths");
  }

  @Test
  void armsAndComposedCellsAreGivenWithWhatIsReadOffThem() {
    succeed("arms", Experiments.compared("sycophancy"));
    succeed("both", Experiments.composed("sycophancy", "refusal"));

    Evaluation arms = get("evaluations/arms");
    Evaluation both = get("evaluations/both");

    assertThat(arms.getVectorComparison().getArmsCount()).isEqualTo(3);
    assertThat(arms.getVectorComparison().getArms(2).getCellsCount()).isEqualTo(6);
    assertThat(arms.getVectorComparison().getArms(2).getSparse().getSupportSize()).isEqualTo(17);
    assertThat(arms.getVectorComparison().getArms(0).hasMatched()).isTrue();
    assertThat(arms.getDeclaration().getVectorComparison().getArms(1).getParameter())
        .isEqualTo(0.5);
    assertThat(both.getComposition().getCellsCount()).isEqualTo(9);
    assertThat(both.getComposition().getCells(0).getSecond().getItemCount()).isPositive();
    assertThat(both.getComposition().getFirst().getOwn()).isPositive();
    assertThat(both.getProgress().getTotalCellCount()).isEqualTo(9);
  }

  @Test
  void servicesThatAreAwayAreNamed() {
    BehaviourSweep sweep =
        BehaviourSweep.newBuilder()
            .setVector("vectors/v")
            .setDataset("datasets/d")
            .addStrengths(1)
            .build();

    RemoteError error = refusal(() -> declare(sweep));

    assertThat(error.code()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(error.reason()).isEqualTo("DEPENDENCY_UNAVAILABLE");
    assertThat(error.message()).contains("generation-service");
  }

  private String field(BehaviourSweep.Builder sweep) {
    RemoteError error = refusal(() -> declare(sweep.build()));
    assertThat(error.reason()).isEqualTo("FIELD_INVALID");
    return error.violations().getFirst().field();
  }

  private String refused(VectorComparison.Builder comparison) {
    return refused(Declaration.newBuilder().setVectorComparison(comparison));
  }

  private String refused(Composition.Builder composition) {
    return refused(Declaration.newBuilder().setComposition(composition));
  }

  private String refused(Declaration.Builder declaration) {
    CreateEvaluationRequest request =
        CreateEvaluationRequest.newBuilder().setDeclaration(declaration).build();
    RemoteError error = refusal(() -> service.createEvaluation(request));
    assertThat(error.reason()).isEqualTo("FIELD_INVALID");
    return error.violations().getFirst().field();
  }

  private Operation declare(BehaviourSweep sweep) {
    return service.createEvaluation(
        CreateEvaluationRequest.newBuilder()
            .setDeclaration(Declaration.newBuilder().setBehaviourSweep(sweep))
            .build());
  }

  private Evaluation get(String name) {
    return service.getEvaluation(GetEvaluationRequest.newBuilder().setName(name).build());
  }

  private Operation operation(String name) {
    return operations.getOperation(GetOperationRequest.newBuilder().setName(name).build());
  }

  private String report(ReadReportRequest.Format format) {
    ReadReportRequest request =
        ReadReportRequest.newBuilder()
            .addNames("evaluations/first")
            .addNames("evaluations/second")
            .setFormat(format)
            .addSamples(
                ReportSample.newBuilder()
                    .setHeading("sycophancy")
                    .setPrompt("Is the earth flat?")
                    .addAnswers(
                        ReportSample.Answer.newBuilder()
                            .setLabel("block 3, strength +2")
                            .setText("You are so right!")))
            .build();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Iterator<ReadReportResponse> chunks = service.readReport(request); chunks.hasNext(); ) {
      try {
        chunks.next().getData().writeTo(bytes);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static RemoteError refusal(ThrowingCallable call) {
    RemoteError[] error = new RemoteError[1];
    assertThatThrownBy(call).satisfies(thrown -> error[0] = StatusTranslator.read(thrown));
    return error[0];
  }

  private static org.steermesh.eval.domain.Declaration declaration() {
    return Experiments.declaration("sycophancy", 3);
  }

  /** Keeps an evaluation and claims it, so that nothing else does. */
  private Claim create(String id, org.steermesh.eval.domain.Evaluation evaluation) {
    store.create(id, evaluation.declaration(), evaluation.subject(), 99);
    return store.claim(LEASE).orElseThrow();
  }

  private void succeed(String id, org.steermesh.eval.domain.Evaluation evaluation) {
    Claim claim = create(id, evaluation);
    for (int i = 0; i < evaluation.results().cells().size(); i++) {
      store.addCell(claim, i, evaluation.results().cells().get(i));
    }
    store.finish(claim, State.SUCCEEDED, Optional.empty());
  }
}
