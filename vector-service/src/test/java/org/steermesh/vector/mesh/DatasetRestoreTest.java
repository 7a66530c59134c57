package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.RemoteError;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.DatasetItem;
import org.steermesh.vector.v1.DeleteDatasetRequest;
import org.steermesh.vector.v1.ReadDatasetRequest;
import org.steermesh.vector.v1.ReadDatasetResponse;
import org.steermesh.vector.v1.RestoreDatasetRequest;
import org.steermesh.vector.v1.VectorServiceGrpc;

/** Data sets of a backup are believed in nothing but the digest of bytes that are gone. */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class DatasetRestoreTest {

  @AutoClose private final ServiceClient client = new ServiceClient();

  @Test
  void itComesBackWithTheDigestOfItsUploadAndTheSameUploadFindsIt() {
    Dataset uploaded = client.upload("restored", ServiceClient.items(70));
    List<DatasetItem> items = items(uploaded);
    delete(uploaded);

    Dataset restored = restore(uploaded, items);
    assertThat(restored).isEqualTo(uploaded.toBuilder().setRestored(true).build());
    assertThat(items(restored)).isEqualTo(items);
    assertThat(restore(uploaded, items)).as("again").isEqualTo(restored);
    assertThat(client.upload("restored", ServiceClient.items(70))).isEqualTo(restored);
  }

  @Test
  void aDataSetThatIsThereIsNotRestoredOver() {
    Dataset there = client.upload("occupied", ServiceClient.items(2));
    Dataset other = there.toBuilder().setDigest("0".repeat(64)).build();
    assertThat(refusal(other, items(there)).reason()).isEqualTo("DATASET_EXISTS");
  }

  @Test
  void itemsThatAreMissingTwiceOutOfOrderOrBadAreRefused() {
    Dataset uploaded = client.upload("distorted", ServiceClient.items(4));
    List<DatasetItem> items = items(uploaded);
    delete(uploaded);

    assertThat(refusal(uploaded, items.subList(0, 3)).reason()).isEqualTo("DATASET_INVALID");
    assertThat(refusal(uploaded, items.reversed()).reason()).isEqualTo("DATASET_INVALID");
    List<DatasetItem> twice = new ArrayList<>(items);
    twice.set(3, items.getFirst().toBuilder().setIndex(3).build());
    assertThat(refusal(uploaded, twice).reason()).isEqualTo("DATASET_INVALID");
    List<DatasetItem> bad = new ArrayList<>(items);
    bad.set(2, items.get(2).toBuilder().setPositive("yes").build());
    assertThat(refusal(uploaded, bad).violations())
        .extracting(violation -> violation.field())
        .containsExactly("items[2].answer_matching_behavior");
  }

  @Test
  void aTaskIsCountedAgain() {
    Dataset uploaded =
        new TaskClient(client)
            .upload("recounted", "arc", TaskClient.resource("tasks/arc-challenge.jsonl"));
    List<DatasetItem> items = items(uploaded);
    delete(uploaded);

    Dataset lying = uploaded.toBuilder().setGroupCount(uploaded.getGroupCount() - 1).build();
    assertThat(refusal(lying, items).reason()).isEqualTo("DATASET_INVALID");
    List<DatasetItem> bad = new ArrayList<>(items);
    DatasetItem.Builder first = items.getFirst().toBuilder();
    first.getChoiceItemBuilder().setGold(99);
    bad.set(0, first.build());
    assertThat(refusal(uploaded, bad).reason()).isEqualTo("DATASET_INVALID");
    assertThat(restore(uploaded, items).getGroupCount()).isEqualTo(uploaded.getGroupCount());
  }

  @Test
  void aStreamThatBeginsWithItemsIsRefused() {
    CompletableFuture<Dataset> answer = new CompletableFuture<>();
    StreamObserver<RestoreDatasetRequest> requests =
        VectorServiceGrpc.newStub(client.channel()).restoreDataset(ServiceClient.observer(answer));
    requests.onNext(message(List.of()));
    assertThat(ServiceClient.refusal(() -> ServiceClient.get(answer)).reason())
        .isEqualTo("STREAM_OUT_OF_ORDER");
  }

  private RemoteError refusal(Dataset dataset, List<DatasetItem> items) {
    return ServiceClient.refusal(() -> restore(dataset, items));
  }

  private Dataset restore(Dataset dataset, List<DatasetItem> items) {
    CompletableFuture<Dataset> answer = new CompletableFuture<>();
    StreamObserver<RestoreDatasetRequest> requests =
        VectorServiceGrpc.newStub(client.channel()).restoreDataset(ServiceClient.observer(answer));
    requests.onNext(RestoreDatasetRequest.newBuilder().setDataset(dataset).build());
    for (int from = 0; from < items.size(); from += 50) {
      requests.onNext(message(items.subList(from, Math.min(items.size(), from + 50))));
    }
    requests.onCompleted();
    return ServiceClient.get(answer);
  }

  private static RestoreDatasetRequest message(List<DatasetItem> items) {
    return RestoreDatasetRequest.newBuilder()
        .setItems(ReadDatasetResponse.newBuilder().addAllItems(items))
        .build();
  }

  private List<DatasetItem> items(Dataset dataset) {
    List<DatasetItem> items = new ArrayList<>();
    client
        .vectors()
        .readDataset(ReadDatasetRequest.newBuilder().setName(dataset.getName()).build())
        .forEachRemaining(answer -> items.addAll(answer.getItemsList()));
    return items;
  }

  private void delete(Dataset dataset) {
    client
        .vectors()
        .deleteDataset(DeleteDatasetRequest.newBuilder().setName(dataset.getName()).build());
  }
}
