package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.DeleteOperationRequest;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.FieldViolation;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.TensorCodec;
import org.steermesh.contract.type.ModelFingerprint;
import org.steermesh.contract.type.PositionRule;
import org.steermesh.contract.type.Positions;
import org.steermesh.type.v1.PromptLayout;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.Target;
import org.steermesh.vector.domain.BuildOperation;
import org.steermesh.vector.domain.BuildPlan;
import org.steermesh.vector.domain.DatasetStore;
import org.steermesh.vector.domain.ModelFacts;
import org.steermesh.vector.domain.OperationStore;
import org.steermesh.vector.domain.StoredDtype;
import org.steermesh.vector.v1.BuildVectorMetadata;
import org.steermesh.vector.v1.BuildVectorRequest;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.ReadVersionRequest;
import org.steermesh.vector.v1.Version;

@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class BuildVectorTest {

  @AutoClose private final ServiceClient client = new ServiceClient();

  @Inject OperationStore operations;
  @Inject DatasetStore datasets;

  @Test
  void aBuildGivesTheMeanDifferenceOfBothClassesAtEverySiteWithItsProvenance() throws Exception {
    String items =
        "["
            + ServiceClient.item("one", "A", "B")
            + ","
            + ServiceClient.item("three", "D", "B")
            + "]";
    Dataset dataset = client.upload("build-mean", items);
    Operation operation =
        await(
            request("build-mean")
                .addSites(Site.newBuilder().setBlock(2))
                .addSites(Site.newBuilder().setBlock(0))
                .putLabels("crew", "red"));
    assertThat(operation.getMetadata().unpack(BuildVectorMetadata.class))
        .isEqualTo(
            BuildVectorMetadata.newBuilder()
                .setVector("vectors/build-mean")
                .setDoneItemCount(2)
                .setTotalItemCount(2)
                .addVersions(built(operation).getName())
                .build());
    Version version = built(operation);
    assertThat(version.getSitesList())
        .extracting(site -> site.getSite().getBlock())
        .containsExactly(0, 2);
    // Letters (A) and (D) against (B) twice: 'A' + 'D' - 2 'B', halved.
    float[] expected = {0, (65 + 68 - 2 * 66) / 2f, 0, 0};
    assertThat(values(version, 1)).containsExactly(expected);
    assertThat(version.getSites(0).getVectorNorm()).isEqualTo(0.5);
    assertThat(version.getSites(1).getResidualMeanNorm()).isEqualTo(11.0);
    assertThat(version.getDatasetDigest()).isEqualTo(dataset.getDigest());
    assertThat(version.getPairCount()).isEqualTo(2);
    assertThat(version.getModel()).isEqualTo(RuledActivations.MODEL);
    assertThat(version.getModelFingerprint().getWeightsDigest()).isEqualTo("w");
    assertThat(version.getLabelsMap()).containsEntry("crew", "red");
    assertThat(version.getCodeVersion()).isNotEmpty();
  }

  @Test
  void anEqualBuildGivesTheVersionThatIsThereAndAnotherRangeAnotherVersion() throws Exception {
    client.upload("build-equal", ServiceClient.items(150).replace("Q149?", "last one"));
    Version first = built(await(request("build-equal").setItemCount(149)));
    assertThat(first.getPairCount()).isEqualTo(149);
    assertThat(built(await(request("build-equal").setItemCount(149)))).isEqualTo(first);
    Version other = built(await(request("build-equal").setFirstItem(1)));
    assertThat(other.getFirstItem()).isEqualTo(1);
    assertThat(other.getPairCount()).isEqualTo(149);
    assertThat(other.getDigest()).isNotEqualTo(first.getDigest());
  }

  @Test
  void theOnlySiteOfAVersionIsItsDefaultAndSeveralHaveTheOneThatTheBuildWasGiven()
      throws Exception {
    client.upload("build-default", ServiceClient.items(1));
    Site second = Site.newBuilder().setBlock(2).setTarget(Target.TARGET_RESIDUAL).build();
    BuildVectorRequest.Builder all = request("build-default");

    Version single = built(await(request("build-default").addSites(second)));
    Version open = built(await(all));
    Version chosen = built(await(all.clone().setDefaultSite(second)));

    assertThat(single.getDefaultSite()).isEqualTo(second);
    assertThat(open.getSitesCount()).isEqualTo(RuledActivations.BLOCKS);
    assertThat(open.hasDefaultSite()).isFalse();
    assertThat(chosen.getDefaultSite()).isEqualTo(second);
    assertThat(chosen.getSitesList()).isEqualTo(open.getSitesList());
    assertThat(chosen.getDigest()).isNotEqualTo(open.getDigest());
  }

  @Test
  void aDefaultSiteMustBeAmongTheSitesThatAreRead() {
    client.upload("build-other-default", ServiceClient.items(2));
    RemoteError error =
        ServiceClient.refusal(() ->
            start(
                request("build-other-default")
                    .addSites(Site.newBuilder().setBlock(0))
                    .addSites(Site.newBuilder().setBlock(1))
                    .setDefaultSite(Site.newBuilder().setBlock(2))));

    assertThat(error.reason()).isEqualTo("VECTOR_SITE_MISSING");
    assertThat(error.message()).contains("block 2").contains("block 0, block 1");
  }

  @Test
  void whatACallAsksOfAnotherServiceBelongsToItsTrace() {
    client.upload("build-traced", ServiceClient.items(1));
    String trace = "0af7651916cd43dd8448eb211c80319c";
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER),
        "00-" + trace + "-b7ad6b7169203331-00");
    var traced =
        client.vectors().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));

    RemoteError error =
        ServiceClient.refusal(() ->
            traced.buildVector(request("build-traced").setModel(RuledActivations.TRACED).build()));

    assertThat(error.message()).contains(trace);
  }

  @Test
  void theTemplateIsFilledWithTheQuestion() throws Exception {
    client.upload("build-layout", ServiceClient.items(1));
    Version version =
        built(
            await(
                request("build-layout")
                    .setLayout(PromptLayout.newBuilder().setTemplate("Input: {question}\n"))));
    assertThat(version.getLayout().getTemplate()).isEqualTo("Input: {question}\n");
    assertThat(version.getLayout().getAnswerPrefix()).isEqualTo("(");
  }

  @Test
  void classesThatDoNotDifferGiveNoVector() {
    client.upload("build-zero", ServiceClient.items(4));
    Operation operation =
        await(
            request("build-zero")
                .addSites(Site.newBuilder().setBlock(1).setTarget(Target.TARGET_ATTENTION)));
    RemoteError error = StatusTranslator.read(operation.getError());
    assertThat(operation.getError().getCode()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
    assertThat(error.reason()).isEqualTo("VECTOR_ZERO");
    assertThat(error.metadata()).containsEntry("site", "block 1 attention");
  }

  @Test
  void whatTheModelRefusesEndsTheBuildWithItsReason() {
    client.upload(
        "build-refused", "[" + ServiceClient.item(RuledActivations.REFUSED, "A", "B") + "]");
    RemoteError error = StatusTranslator.read(await(request("build-refused")).getError());
    assertThat(error.reason()).isEqualTo("POSITION_NOT_FOUND");
    assertThat(error.metadata()).containsEntry("example_id", "items[0]");
  }

  @Test
  void namesAndRangesAreCheckedBeforeABuildIsAccepted() {
    client.upload("build-names", ServiceClient.items(2));
    assertThat(reason(request("build-names").setDataset("datasets/never-was")))
        .isEqualTo("DATASET_NOT_FOUND");
    assertThat(reason(request("build-names").setModel("models/other")))
        .isEqualTo("MODEL_NOT_FOUND");
    RemoteError site =
        ServiceClient.refusal(
            () -> start(request("build-names").addSites(Site.newBuilder().setBlock(3))));
    assertThat(site.reason()).isEqualTo("SITE_OUTSIDE_MODEL");
    assertThat(site.violations())
        .containsExactly(
            new FieldViolation(
                "sites[0].block", "block 3 is outside models/ruled, which has blocks 0 to 2"));
    assertThat(reason(request("build-names").setFirstItem(2))).isEqualTo("FIELD_INVALID");
    assertThat(reason(request("build-names").setItemCount(-1))).isEqualTo("FIELD_INVALID");
    assertThat(reason(request("Build-Names"))).isEqualTo("FIELD_INVALID");
    assertThat(
            reason(
                request("build-names")
                    .setLayout(PromptLayout.newBuilder().setTemplate("no question"))))
        .isEqualTo("FIELD_INVALID");
    Site twice = Site.newBuilder().setBlock(1).build();
    assertThat(reason(request("build-names").addSites(twice).addSites(twice)))
        .isEqualTo("FIELD_INVALID");
  }

  @Test
  void aModelThatIsAwayIsUnavailableAndSaysWhenToRetry() {
    client.upload("build-away", ServiceClient.items(1));
    RemoteError error =
        ServiceClient.refusal(() -> start(request("build-away").setModel(RuledActivations.AWAY)));
    assertThat(error.code()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(error.reason()).isEqualTo("DEPENDENCY_UNAVAILABLE");
    assertThat(error.metadata()).containsEntry("service", "activation-service");
    assertThat(error.retryDelay()).isPositive();
  }

  @Test
  void aCancelledBuildEndsCancelledAndCanBeForgotten() {
    Operation running = startEndless("build-cancelled");
    assertThat(client.ended(running.getName(), 0).getDone()).isFalse();
    RemoteError early = ServiceClient.refusal(() -> delete(running.getName()));
    assertThat(early.reason()).isEqualTo("OPERATION_RUNNING");
    cancel(running.getName());
    Operation ended = client.ended(running.getName(), 30);
    assertThat(ended.getError().getCode()).isEqualTo(Code.CANCELLED_VALUE);
    cancel(running.getName());
    assertThat(listed()).contains(running.getName());
    delete(running.getName());
    assertThat(listed()).doesNotContain(running.getName());
    assertThat(ServiceClient.refusal(() -> get(running.getName())).reason())
        .isEqualTo("OPERATION_NOT_FOUND");
    assertThat(ServiceClient.refusal(() -> cancel(running.getName())).reason())
        .isEqualTo("OPERATION_NOT_FOUND");
  }

  @Test
  void aBuildWhoseOwnerDiedIsTakenOverAndFinished() throws Exception {
    // One build at a time: while this one runs, nobody here takes the other.
    Operation running = startEndless("build-busy");
    client.upload("build-orphan", ServiceClient.items(3));
    BuildOperation orphan = orphan("build-orphan");
    assertThat(operations.create(orphan, 64)).isTrue();
    String claimed = "";
    while (!claimed.equals(orphan.id())) {
      claimed =
          operations
              .claim("a-replica-that-dies", Duration.ofSeconds(2))
              .map(BuildOperation::id)
              .orElse(claimed);
    }
    cancel(running.getName());
    assertThat(get("operations/" + orphan.id()).getDone()).isFalse();
    Version version = built(client.ended("operations/" + orphan.id(), 30));
    assertThat(version.getPairCount()).isEqualTo(3);
  }

  private BuildOperation orphan(String id) {
    BuildPlan plan =
        new BuildPlan(
            id,
            datasets.find(id).orElseThrow(),
            0,
            3,
            new ModelFacts(
                RuledActivations.MODEL,
                new ModelFingerprint("w", "t", ""),
                RuledActivations.BLOCKS,
                RuledActivations.WIDTH),
            org.steermesh.vector.domain.BuildMethod.MEAN_DIFFERENCE,
            List.of(
                new org.steermesh.contract.type.Site(
                    0, org.steermesh.contract.type.Target.RESIDUAL)),
            null,
            Positions.of(PositionRule.ANSWER_LETTER),
            new org.steermesh.contract.type.PromptLayout(
                org.steermesh.contract.type.PromptLayout.Rendering.PLAIN, "{question}", "("),
            Map.of(),
            StoredDtype.F32,
            null,
            null);
    return new BuildOperation(id, plan, 0, Instant.now(), null);
  }

  /** A build that runs until it is cancelled; returns when it has begun. */
  private Operation startEndless(String id) {
    client.upload(
        id, "[" + ServiceClient.item(RuledActivations.ENDLESS + " " + id, "A", "B") + "]");
    Operation operation = start(request(id));
    while (done(operation) == 0) {
      operation = get(operation.getName());
    }
    return operation;
  }

  private static long done(Operation operation) {
    try {
      return operation.getMetadata().unpack(BuildVectorMetadata.class).getDoneItemCount();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** Data set and vector have the same id; block 0 unless sites are added. */
  private static BuildVectorRequest.Builder request(String id) {
    return BuildVectorRequest.newBuilder()
        .setVectorId(id)
        .setDataset("datasets/" + id.toLowerCase(Locale.ROOT));
  }

  private Operation start(BuildVectorRequest.Builder request) {
    return client.vectors().buildVector(request.build());
  }

  private String reason(BuildVectorRequest.Builder request) {
    return ServiceClient.refusal(() -> start(request)).reason();
  }

  private Operation await(BuildVectorRequest.Builder request) {
    Operation ended = client.ended(start(request).getName(), 30);
    assertThat(ended.getDone()).isTrue();
    return ended;
  }

  private static Version built(Operation operation) throws InvalidProtocolBufferException {
    assertThat(operation.hasResponse()).as("%s", operation).isTrue();
    return operation.getResponse().unpack(Version.class);
  }

  private float[] values(Version version, int site) {
    var answers =
        client
            .vectors()
            .readVersion(ReadVersionRequest.newBuilder().setName(version.getName()).build());
    for (int i = 0; i <= site; i++) {
      answers.next();
    }
    return TensorCodec.decode("values", answers.next().getVector().getValues());
  }

  private Operation get(String name) {
    return client.operations().getOperation(GetOperationRequest.newBuilder().setName(name).build());
  }

  private void cancel(String name) {
    client.operations().cancelOperation(CancelOperationRequest.newBuilder().setName(name).build());
  }

  private void delete(String name) {
    client.operations().deleteOperation(DeleteOperationRequest.newBuilder().setName(name).build());
  }

  private List<String> listed() {
    return client
        .operations()
        .listOperations(ListOperationsRequest.newBuilder().setPageSize(500).build())
        .getOperationsList()
        .stream()
        .map(Operation::getName)
        .toList();
  }
}
