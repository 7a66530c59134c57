package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.contract.FieldViolation;
import org.steermesh.contract.RemoteError;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.DatasetItem;
import org.steermesh.vector.v1.DeleteDatasetRequest;
import org.steermesh.vector.v1.GetDatasetRequest;
import org.steermesh.vector.v1.ListDatasetsRequest;
import org.steermesh.vector.v1.ListDatasetsResponse;
import org.steermesh.vector.v1.ReadDatasetRequest;
import org.steermesh.vector.v1.ReadDatasetResponse;
import org.steermesh.vector.v1.UploadDatasetRequest;

@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class DatasetServiceTest {

  @AutoClose private final ServiceClient client = new ServiceClient();

  @Test
  void anUploadComesBackItemByItem() {
    Dataset uploaded = client.upload("read-back", ServiceClient.items(130));
    assertThat(uploaded.getItemCount()).isEqualTo(130);
    assertThat(uploaded.getBehaviour()).isEqualTo("obedience");
    assertThat(client.vectors().getDataset(get("read-back"))).isEqualTo(uploaded);

    List<DatasetItem> all = read("read-back", 0, 0);
    assertThat(all).extracting(DatasetItem::getIndex).containsExactlyElementsOf(longs(0, 130));
    assertThat(all.get(1))
        .isEqualTo(
            DatasetItem.newBuilder()
                .setIndex(1)
                .setQuestion("Q1?")
                .setPositive("(B)")
                .setNegative("(A)")
                .build());
    assertThat(read("read-back", 60, 70))
        .extracting(DatasetItem::getIndex)
        .containsExactlyElementsOf(longs(60, 130));
    assertThat(read("read-back", 63, 2))
        .extracting(DatasetItem::getQuestion)
        .containsExactly("Q63?", "Q64?");
    assertThat(read("read-back", 130, 0)).isEmpty();
    assertThat(read("read-back", Long.MAX_VALUE, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void aRepeatedUploadGivesWhatIsThereAndOtherContentIsRefused() {
    Dataset first = client.upload("repeated", ServiceClient.items(3));
    assertThat(client.upload("repeated", ServiceClient.items(3))).isEqualTo(first);

    RemoteError error =
        ServiceClient.refusal(() -> client.upload("repeated", ServiceClient.items(4)));
    assertThat(error.code()).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(error.reason()).isEqualTo("DATASET_EXISTS");
    assertThat(error.metadata())
        .containsEntry("digest", first.getDigest())
        .containsEntry("differences", "digest");
    assertThat(client.vectors().getDataset(get("repeated"))).isEqualTo(first);
  }

  @Test
  void aBadItemIsRefusedWithIndexAndLineAndNothingIsStored() {
    String bad = ServiceClient.item("Q316?\\n (A) Yes\\n (B) No", "E", "B");
    String file = ServiceClient.items(400).replace(ServiceClient.item("Q316?", "A", "B"), bad);
    RemoteError error = ServiceClient.refusal(() -> client.upload("bad-item", file));
    assertThat(error.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(error.reason()).isEqualTo("DATASET_INVALID");
    assertThat(error.violations())
        .containsExactly(
            new FieldViolation(
                "items[316].answer_matching_behavior",
                "line 318: answer_matching_behavior is \"(E)\", but the question offers (A), (B)"));
    assertThat(error.metadata()).containsEntry("violation_count", "1");
    assertNotFound("bad-item");
  }

  @Test
  void anUploadThatBeginsWithoutItsHeaderIsRefused() {
    CompletableFuture<Dataset> answer = new CompletableFuture<>();
    StreamObserver<UploadDatasetRequest> requests = client.startUpload(answer);
    requests.onNext(ServiceClient.data(ByteString.copyFromUtf8("[]")));
    assertThat(ServiceClient.refusal(() -> ServiceClient.get(answer)).reason())
        .isEqualTo("STREAM_OUT_OF_ORDER");
  }

  @Test
  void aSecondHeaderIsRefused() {
    CompletableFuture<Dataset> answer = new CompletableFuture<>();
    StreamObserver<UploadDatasetRequest> requests = client.startUpload(answer);
    requests.onNext(ServiceClient.header("twice"));
    requests.onNext(ServiceClient.header("twice"));
    assertThat(ServiceClient.refusal(() -> ServiceClient.get(answer)).reason())
        .isEqualTo("STREAM_OUT_OF_ORDER");
  }

  @Test
  void anUploadBeyondTheBoundIsRefusedBeforeItsEnd() {
    CompletableFuture<Dataset> answer = new CompletableFuture<>();
    StreamObserver<UploadDatasetRequest> requests = client.startUpload(answer);
    requests.onNext(ServiceClient.header("too-large"));
    requests.onNext(ServiceClient.data(ByteString.copyFrom(new byte[TestMesh.MAX_BYTES])));
    requests.onNext(ServiceClient.data(ByteString.copyFrom(new byte[1])));
    RemoteError error = ServiceClient.refusal(() -> ServiceClient.get(answer));
    assertThat(error.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(error.reason()).isEqualTo("DATASET_TOO_LARGE");
    assertThat(error.metadata()).containsEntry("limit_bytes", Integer.toString(TestMesh.MAX_BYTES));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "datasets/", "vectors/a", "datasets/A", "datasets/a/b", "datasets/-a"})
  void aMalformedNameIsRefused(String name) {
    RemoteError error =
        ServiceClient.refusal(() ->
            client.vectors().getDataset(GetDatasetRequest.newBuilder().setName(name).build()));
    assertThat(error.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(error.violations()).extracting(FieldViolation::field).containsExactly("name");
  }

  @Test
  void whatDoesNotExistIsNotFound() {
    assertNotFound("never-was");
    assertThat(ServiceClient.refusal(() -> read("never-was", 0, 0)).reason())
        .isEqualTo("DATASET_NOT_FOUND");
    assertThat(ServiceClient.refusal(() -> delete("never-was")).reason())
        .isEqualTo("DATASET_NOT_FOUND");
  }

  @Test
  void aDeletedDataSetIsGoneAndItsIdIsFree() {
    client.upload("deleted", ServiceClient.items(1));
    delete("deleted");
    assertNotFound("deleted");
    assertThat(client.upload("deleted", ServiceClient.items(2)).getItemCount()).isEqualTo(2);
  }

  @Test
  void aNegativeRangeIsRefused() {
    client.upload("range", ServiceClient.items(1));
    assertThat(ServiceClient.refusal(() -> read("range", -1, 0)).violations())
        .containsExactly(new FieldViolation("first_item", "-1 is negative: it must be 0 or more"));
  }

  @Test
  void pagesNeitherRepeatNorHideWhileDataSetsAreAdded() {
    for (int i = 1; i <= 5; i++) {
      client.upload("page-" + 2 * i, ServiceClient.items(1));
    }
    List<String> seen = new ArrayList<>();
    String token = "";
    int added = 1;
    do {
      ListDatasetsResponse page = list(2, token);
      page.getDatasetsList().forEach(dataset -> seen.add(dataset.getName()));
      client.upload("page-" + added, ServiceClient.items(1));
      added += 2;
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(seen)
        .doesNotHaveDuplicates()
        .isSorted()
        .contains(
            "datasets/page-2",
            "datasets/page-4",
            "datasets/page-6",
            "datasets/page-8",
            "datasets/page-10");
  }

  @Test
  void aPageTokenOfOtherArgumentsIsRefused() {
    client.upload("token-1", ServiceClient.items(1));
    client.upload("token-2", ServiceClient.items(1));
    String token = list(1, "").getNextPageToken();
    ListDatasetsRequest other =
        ListDatasetsRequest.newBuilder()
            .setPageSize(1)
            .setPageToken(token)
            .setBehaviour("cowardice")
            .build();
    assertThat(ServiceClient.refusal(() -> client.vectors().listDatasets(other)).reason())
        .isEqualTo("PAGE_TOKEN_INVALID");
    assertThat(ServiceClient.refusal(() -> list(1, "nonsense")).reason())
        .isEqualTo("PAGE_TOKEN_INVALID");
  }

  private ListDatasetsResponse list(int size, String token) {
    return client
        .vectors()
        .listDatasets(
            ListDatasetsRequest.newBuilder().setPageSize(size).setPageToken(token).build());
  }

  private List<DatasetItem> read(String id, long first, long count) {
    Iterator<ReadDatasetResponse> answers =
        client
            .vectors()
            .readDataset(
                ReadDatasetRequest.newBuilder()
                    .setName("datasets/" + id)
                    .setFirstItem(first)
                    .setItemCount(count)
                    .build());
    List<DatasetItem> items = new ArrayList<>();
    answers.forEachRemaining(answer -> items.addAll(answer.getItemsList()));
    return items;
  }

  private void delete(String id) {
    client
        .vectors()
        .deleteDataset(DeleteDatasetRequest.newBuilder().setName("datasets/" + id).build());
  }

  private void assertNotFound(String id) {
    RemoteError error = ServiceClient.refusal(() -> client.vectors().getDataset(get(id)));
    assertThat(error.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(error.reason()).isEqualTo("DATASET_NOT_FOUND");
    assertThat(error.metadata()).containsEntry("dataset", "datasets/" + id);
  }

  private static GetDatasetRequest get(String id) {
    return GetDatasetRequest.newBuilder().setName("datasets/" + id).build();
  }

  private static List<Long> longs(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> (long) i).toList();
  }
}
