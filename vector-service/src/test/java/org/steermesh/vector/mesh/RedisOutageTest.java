package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.steermesh.cli.mesh.EmbeddedRedis;
import org.steermesh.contract.RemoteError;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.GetDatasetRequest;
import org.steermesh.vector.v1.ListDatasetsRequest;
import org.steermesh.vector.v1.ReadDatasetRequest;

@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class RedisOutageTest {

  private static final int ITEMS = 500;

  @AutoClose private final ServiceClient client = new ServiceClient();

  @Nullable EmbeddedRedis redis;

  @ConfigProperty(name = "quarkus.http.test-port")
  int httpPort;

  @Test
  void whatWasAcknowledgedSurvivesAKilledRedisAndNothingIsHalfWritten() throws Exception {
    List<Dataset> acknowledged = Collections.synchronizedList(new ArrayList<>());
    Thread writer = Thread.ofVirtual().start(() -> uploadUntilRefused(acknowledged));
    while (acknowledged.size() < 5) {
      Thread.onSpinWait();
    }
    EmbeddedRedis server = Objects.requireNonNull(redis);
    server.kill();
    writer.join();

    // The first may have been under way when the connection broke: whether it was done is not
    // known.
    assertThat(ServiceClient.refusal(() -> get("outage-0")).code())
        .isEqualTo(Status.Code.UNAVAILABLE);
    RemoteError error = ServiceClient.refusal(() -> get("outage-0"));
    assertThat(error.code()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(error.reason()).isEqualTo("DEPENDENCY_UNAVAILABLE");
    assertThat(error.retryDelay()).isPositive();
    assertThat(readiness()).isEqualTo(503);

    server.restart();
    awaitService();
    assertThat(readiness()).isEqualTo(200);
    for (Dataset dataset : acknowledged) {
      assertThat(get(idOf(dataset))).isEqualTo(dataset);
    }
    List<Dataset> listed =
        client
            .vectors()
            .listDatasets(ListDatasetsRequest.newBuilder().setPageSize(500).build())
            .getDatasetsList();
    assertThat(listed).containsAll(acknowledged);
    for (Dataset dataset : listed) {
      assertThat(countItems(dataset)).as(dataset.getName()).isEqualTo(dataset.getItemCount());
    }
  }

  private void uploadUntilRefused(List<Dataset> acknowledged) {
    String file = ServiceClient.items(ITEMS);
    try {
      while (true) {
        acknowledged.add(client.upload("outage-" + acknowledged.size(), file));
      }
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  private void awaitService() {
    boolean back = false;
    while (!back) {
      try {
        get("outage-0");
        back = true;
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      }
    }
  }

  private Dataset get(String id) {
    return client
        .vectors()
        .getDataset(GetDatasetRequest.newBuilder().setName("datasets/" + id).build());
  }

  private long countItems(Dataset dataset) {
    List<Long> counts = new ArrayList<>();
    client
        .vectors()
        .readDataset(ReadDatasetRequest.newBuilder().setName(dataset.getName()).build())
        .forEachRemaining(answer -> counts.add((long) answer.getItemsCount()));
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  private int readiness() throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + httpPort + "/q/health/ready");
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static String idOf(Dataset dataset) {
    return dataset.getName().substring("datasets/".length());
  }
}
