package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.Operation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.TensorCodec;
import org.steermesh.type.v1.PromptLayout;
import org.steermesh.type.v1.PromptLayout.Rendering;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.Target;
import org.steermesh.vector.v1.BuildMethod;
import org.steermesh.vector.v1.BuildVectorMetadata;
import org.steermesh.vector.v1.BuildVectorRequest;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.ListTasksRequest;
import org.steermesh.vector.v1.PasParameters;
import org.steermesh.vector.v1.ReadDatasetRequest;
import org.steermesh.vector.v1.ReadVersionRequest;
import org.steermesh.vector.v1.Task;
import org.steermesh.vector.v1.TaskItem;
import org.steermesh.vector.v1.TaskPart;
import org.steermesh.vector.v1.TaskProtocol;
import org.steermesh.vector.v1.TaskView;
import org.steermesh.vector.v1.Version;

/**
 * Tasks and painless activation steering; {@code pas_golden.py} computes the published protocol.
 */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class PasTest {

  private static final String ARC = "tasks/arc-challenge.jsonl";

  private static final Map<String, String> FILES =
      Map.of(
          "bbq", "tasks/bbq-religion.jsonl",
          "truthfulqa-mc1", "tasks/truthfulqa-mc_task.json",
          "arc", ARC);

  private ServiceClient service;
  private TaskClient client;

  @BeforeEach
  void upload() {
    service = new ServiceClient();
    client = new TaskClient(service);
    FILES.forEach((task, file) -> client.upload(task, task, TaskClient.resource(file)));
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void thePapersProtocolEqualsAnIndependentComputationForThreeTasksAndThreeSeeds()
      throws IOException {
    JsonNode golden = new ObjectMapper().readTree(TaskClient.resource("pas-golden.json"));
    assertThat(golden.path("runs")).hasSize(9);
    for (JsonNode run : golden.path("runs")) {
      String task = run.path("task").asText();
      TaskView.Builder view = TaskClient.paper(run.path("seed").asLong());
      List<TaskItem> train = client.read(task, view, TaskPart.TASK_PART_TRAIN).items();
      assertThat(indices(train)).isEqualTo(numbers(run.path("train")));
      assertThat(indices(client.read(task, view, TaskPart.TASK_PART_VALIDATION).items()))
          .isEqualTo(numbers(run.path("validation")));
      assertThat(indices(client.read(task, view, TaskPart.TASK_PART_TEST).items()))
          .isEqualTo(numbers(run.path("test")));
      for (int i = 0; i < train.size(); i++) {
        JsonNode expected = run.path("items").path(i);
        assertThat(train.get(i).getPrompt()).isEqualTo(expected.path("prompt").asText());
        assertThat(train.get(i).getOrderList()).isEqualTo(numbers(expected.path("order")));
        assertThat(train.get(i).getGold()).isEqualTo(expected.path("gold").asInt());
      }
    }
  }

  @Test
  void theContrastsAndVectorsOfThePapersProtocolEqualAnIndependentComputation() throws IOException {
    JsonNode golden = new ObjectMapper().readTree(TaskClient.resource("pas-golden.json"));
    for (JsonNode run : golden.path("runs")) {
      Operation built =
          client.await(
              request(run.path("task").asText(), TaskClient.paper(run.path("seed").asLong()))
                  .setMethod(BuildMethod.BUILD_METHOD_PASF)
                  .addSites(Site.newBuilder().setBlock(1))
                  .addSites(Site.newBuilder().setBlock(2)));
      List<String> names = built.getMetadata().unpack(BuildVectorMetadata.class).getVersionsList();
      assertThat(names).as("%s", built).hasSize(3);
      List<String> methods = List.of("PASF", "IPASA", "IPASWO");
      for (int i = 0; i < methods.size(); i++) {
        JsonNode expected = run.path("methods").path(methods.get(i));
        Version version = version(names.get(i));
        assertThat(version.getMethod().name()).endsWith("_" + methods.get(i));
        assertThat(version.getPas().getPositiveCount()).isEqualTo(expected.path("positive").size());
        assertThat(version.getPas().getNegativeCount()).isEqualTo(expected.path("negative").size());
        assertThat(version.getSites(0).getReadSite().getBlock()).isZero();
        assertVectors(version, expected.path("vectors"));
      }
    }
  }

  private void assertVectors(Version version, JsonNode expected) {
    var parts =
        service
            .vectors()
            .readVersion(ReadVersionRequest.newBuilder().setName(version.getName()).build());
    parts.next();
    for (int block = 1; block <= 2; block++) {
      float[] values = TensorCodec.decode("values", parts.next().getVector().getValues());
      for (int i = 0; i < values.length; i++) {
        assertThat((double) values[i])
            .isCloseTo(expected.path(Integer.toString(block)).path(i).asDouble(), within(1e-5));
      }
    }
  }

  @Test
  void theSoundProtocolReadsWhereItActsPermutesEveryItemAndKeepsTemplatesTogether() {
    TaskView.Builder sound = TaskView.newBuilder().setSeed(3);
    TaskClient.Part all = client.read("bbq", sound, TaskPart.TASK_PART_ALL);
    assertThat(all.split().getView().getProtocol()).isEqualTo(TaskProtocol.TASK_PROTOCOL_SOUND);
    assertThat(all.split().getView().getSplitByGroup()).isTrue();
    assertThat(all.items()).hasSize(all.split().getPartCount());
    Set<List<Integer>> orders = new HashSet<>();
    Set<String> train = new HashSet<>();
    Set<String> others = new HashSet<>();
    for (TaskItem item : all.items()) {
      orders.add(item.getOrderList());
      (item.getPart() == TaskPart.TASK_PART_TRAIN ? train : others).add(item.getGroup());
    }
    assertThat(orders).hasSize(6);
    assertThat(train).isNotEmpty().doesNotContainAnyElementsOf(others);
    assertThat(client.read("bbq", sound, TaskPart.TASK_PART_ALL)).isEqualTo(all);
    assertThat(client.read("bbq", sound.clone().setSeed(4), TaskPart.TASK_PART_ALL).items())
        .isNotEqualTo(all.items());
  }

  @Test
  void oneVersionPerMethodTellsHowItWasMadeAndAnEqualBuildGivesItAgain() throws IOException {
    TaskView.Builder view =
        TaskView.newBuilder().setSeed(1).setTrainCount(20).setValidationCount(4).setTestCount(4);
    BuildVectorRequest.Builder request =
        request("truthfulqa-mc1", view)
            .setVectorId("painless-told")
            .setMethod(BuildMethod.BUILD_METHOD_IPASWO)
            .addSites(Site.newBuilder().setBlock(0))
            .addSites(Site.newBuilder().setBlock(2).setTarget(Target.TARGET_MLP));
    request.getPasBuilder().clearMoreMethods().setPrefix("Solved: A\n\n");
    // All ones at other targets than the residual: nothing differs there.
    RemoteError zero = StatusTranslator.read(client.await(request).getError());
    assertThat(zero.reason()).isEqualTo("VECTOR_ZERO");

    request.removeSites(1);
    Version version = client.await(request).getResponse().unpack(Version.class);
    assertThat(version.getPas().getTask()).isEqualTo("truthfulqa-mc1");
    assertThat(version.getPas().getView().getTrainCount()).isEqualTo(20);
    assertThat(version.getPas().getRightCount() + version.getPas().getWrongCount()).isEqualTo(20);
    assertThat(version.getPas().getPrefixDigest()).hasSize(64);
    assertThat(version.getPairCount()).isEqualTo(20);
    assertThat(version.getSites(0).hasReadSite()).isFalse();
    assertThat(client.await(request).getResponse().unpack(Version.class)).isEqualTo(version);
    request.getPasBuilder().setLabelShuffleSeed(5);
    assertThat(client.await(request).getResponse().unpack(Version.class).getDigest())
        .isNotEqualTo(version.getDigest());
  }

  @Test
  void inAChatQuestionsAreTheUsersMessageAndChoicesTheAnswer() throws IOException {
    TaskView.Builder view = TaskView.newBuilder().setSeed(2).setTrainCount(12);
    BuildVectorRequest.Builder plain =
        request("arc", view)
            .setMethod(BuildMethod.BUILD_METHOD_IPASWO)
            .addSites(Site.newBuilder().setBlock(1));
    plain.getPasBuilder().clearMoreMethods();
    BuildVectorRequest.Builder chat =
        plain.clone().setLayout(PromptLayout.newBuilder().setRendering(Rendering.RENDERING_CHAT));

    Version inText = client.await(plain).getResponse().unpack(Version.class);
    Version inChat = client.await(chat).getResponse().unpack(Version.class);

    assertThat(inChat.getDigest()).isNotEqualTo(inText.getDigest());
    assertThat(inChat.getLayout().getRendering()).isEqualTo(Rendering.RENDERING_CHAT);
    assertThat(inChat.getLayout().getAnswerPrefix()).isEmpty();
    assertThat(client.await(chat).getResponse().unpack(Version.class)).isEqualTo(inChat);
    chat.getLayoutBuilder().setTemplate("Well, {question}");
    assertThat(reason(chat)).isEqualTo("FIELD_INVALID");
    chat.getLayoutBuilder().clearTemplate();
    chat.getPasBuilder().setView(TaskClient.paper(1));
    assertThat(reason(chat)).isEqualTo("FIELD_INVALID");
  }

  @Test
  void anEmptySideIsRefusedByItsNameAndCountsAndWhatIsLeftIsBuilt() throws IOException {
    upload("always-wrong", RuledAnswers.SURE + "Z", 8);
    BuildVectorRequest.Builder request =
        request("always-wrong", TaskView.newBuilder().setSeed(1).setTrainCount(8))
            .setMethod(BuildMethod.BUILD_METHOD_PASF)
            .addSites(Site.newBuilder().setBlock(0));
    Operation all = client.await(request);
    BuildVectorMetadata built = all.getMetadata().unpack(BuildVectorMetadata.class);
    assertThat(built.getVersionsCount()).as("%s", all).isPositive();

    BuildVectorRequest.Builder one = request.clone();
    one.getPasBuilder().clearMoreMethods().getViewBuilder().setTrainCount(1);
    RemoteError error = StatusTranslator.read(client.await(one).getError());
    assertThat(error.reason()).isEqualTo("CONTRAST_SIDE_EMPTY");
    assertThat(error.message()).contains("side of PASf is empty").contains("all 1 training items");
    assertThat(error.metadata()).containsKeys("side", "right_count", "wrong_count");
  }

  @Test
  void aBuildIsCancelledWhileTheModelStillAnswers() {
    upload("unanswered", RuledAnswers.ENDLESS, 8);
    String name =
        service
            .vectors()
            .buildVector(
                request("unanswered", TaskView.newBuilder())
                    .addSites(Site.newBuilder().setBlock(0))
                    .build())
            .getName();
    service.operations().cancelOperation(CancelOperationRequest.newBuilder().setName(name).build());
    Operation ended = client.await(name);
    assertThat(StatusTranslator.read(ended.getError()).reason()).isEqualTo("CANCELLED");
  }

  private void upload(String id, String context, int count) {
    StringBuilder file = new StringBuilder();
    for (int i = 0; i < count; i++) {
      file.append(
          """
          {"context": "%s", "question": "Q%s?", "ans0": "a%d", "ans1": "b", "ans2": "c", "label": %d}
          """
              .formatted(context, "x".repeat(i), i, i % 3));
    }
    client.upload(id, "bbq", file.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aDataSetOfItemsTellsItsTaskAndWhatWasLeftOutAndIsReadAsItIsStored() {
    Dataset dataset = client.upload("arc", "arc", TaskClient.resource(ARC));
    assertThat(dataset.getTask()).isEqualTo("arc");
    assertThat(dataset.getItemCount()).isEqualTo(38);
    assertThat(dataset.getSkipped(0).getReason()).isEqualTo("LABELS_NOT_LETTERS");
    assertThat(dataset.getSkipped(0).getCount()).isEqualTo(3);
    assertThat(
            client
                .read("arc", TaskClient.paper(1), TaskPart.TASK_PART_ALL)
                .split()
                .getLeftOutCount())
        .isEqualTo(3);
    var item =
        service
            .vectors()
            .readDataset(
                ReadDatasetRequest.newBuilder()
                    .setName("datasets/arc")
                    .setFirstItem(37)
                    .setItemCount(5)
                    .build())
            .next();
    assertThat(item.getItemsCount()).isEqualTo(1);
    assertThat(item.getItems(0).getChoiceItem().getChoicesCount()).isGreaterThan(2);
    assertThat(service.vectors().listTasks(ListTasksRequest.getDefaultInstance()).getTasksList())
        .extracting(Task::getName)
        .contains("bbq", "mmlu", "lsat", "sycophancy");
  }

  @Test
  void whatDoesNotFitIsRefusedInWords() {
    service.upload("pas-pairs", ServiceClient.items(2));
    assertThat(reason(request("pas-pairs", TaskClient.paper(1))))
        .isEqualTo("DATASET_KIND_MISMATCH");
    assertThat(reason(BuildVectorRequest.newBuilder().setVectorId("v").setDataset("datasets/bbq")))
        .isEqualTo("DATASET_KIND_MISMATCH");
    assertThat(reason(request("bbq", TaskClient.paper(1)).addSites(Site.newBuilder())))
        .isEqualTo("SITE_OUTSIDE_MODEL");
    assertThat(reason(request("bbq", TaskView.newBuilder().setTestCount(3))))
        .isEqualTo("PART_EMPTY");
    assertThat(reason(request("bbq", TaskClient.paper(-1)))).isEqualTo("FIELD_INVALID");
    assertThat(reason(request("bbq", TaskClient.paper(1).setSplitByGroup(true))))
        .isEqualTo("FIELD_INVALID");
    assertThat(reason(request("bbq", TaskClient.paper(1)).setItemCount(3)))
        .isEqualTo("FIELD_INVALID");
    assertThat(
            ServiceClient.refusal(() -> client.upload("none", "no-such-task", new byte[0]))
                .metadata())
        .containsKey("tasks");
    assertThat(
            ServiceClient.refusal(() -> client.upload("bbq", "arc", TaskClient.resource(ARC)))
                .metadata())
        .containsEntry("differences", "task,digest");
  }

  private String reason(BuildVectorRequest.Builder request) {
    return ServiceClient.refusal(() -> service.vectors().buildVector(request.build())).reason();
  }

  private Version version(String name) {
    return service.vectors().getVersion(GetVersionRequest.newBuilder().setName(name).build());
  }

  /** All three methods; data set and vector have the same id. */
  private static BuildVectorRequest.Builder request(String id, TaskView.Builder view) {
    return BuildVectorRequest.newBuilder()
        .setVectorId(id)
        .setDataset("datasets/" + id)
        .setMethod(BuildMethod.BUILD_METHOD_PASF)
        .setPas(
            PasParameters.newBuilder()
                .setView(view)
                .addMoreMethods(BuildMethod.BUILD_METHOD_IPASA)
                .addMoreMethods(BuildMethod.BUILD_METHOD_IPASWO));
  }

  private static List<Integer> indices(List<TaskItem> items) {
    return items.stream().map(item -> (int) item.getIndex()).toList();
  }

  private static List<Integer> numbers(JsonNode array) {
    List<Integer> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add(number.asInt()));
    return numbers;
  }
}
