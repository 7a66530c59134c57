package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.Operation;
import com.google.rpc.Status;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.steermesh.vector.domain.BuildWorker;
import org.steermesh.vector.domain.VectorBuilder;
import org.steermesh.vector.store.Stores;
import org.steermesh.vector.v1.BuildVectorRequest;
import org.steermesh.vector.v1.GetVectorRequest;
import org.steermesh.vector.v1.Version;

/** Two replicas work on one Redis: this service, and a worker with connections of its own. */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class TwoReplicasTest {

  private static final int TIMES = Integer.getInteger("library.drills", 1);
  private static final int BUILDS = 8;
  private static final int ITEMS = 40;
  private static final java.time.Duration LEASE = java.time.Duration.ofSeconds(3);

  @Inject VectorBuilder builder;

  @AutoClose private final ServiceClient client = new ServiceClient();
  private Stores stores;

  @BeforeEach
  void connect() {
    stores =
        Stores.at(
            ConfigProvider.getConfig().getValue("steermesh.redis.url", String.class),
            java.time.Duration.ofSeconds(10),
            Map.of());
  }

  @AfterEach
  void close() {
    stores.close();
  }

  @Test
  void equalBuildsOfTwoReplicasEndEachOnceAndGiveOneVersion() throws Exception {
    try (BuildWorker second = new BuildWorker(stores.operations(), builder, LEASE)) {
      second.start(2);
      for (int i = 0; i < TIMES; i++) {
        String id = "replicas-" + i;
        client.upload(id, items());
        List<Operation> running = new ArrayList<>();
        for (int build = 0; build < BUILDS; build++) {
          running.add(
              client
                  .vectors()
                  .buildVector(
                      BuildVectorRequest.newBuilder()
                          .setVectorId(id)
                          .setDataset("datasets/" + id)
                          .build()));
          second.wake();
        }
        Set<Version> built = new HashSet<>();
        for (Operation operation : running) {
          Operation ended = ended(operation);
          assertThat(ended.getError()).isEqualTo(Status.getDefaultInstance());
          built.add(ended.getResponse().unpack(Version.class));
          assertThat(stores.operations().find(idOf(operation)).orElseThrow().outcome()).isNotNull();
        }
        assertThat(built).hasSize(1);
        assertThat(
                client
                    .vectors()
                    .getVector(GetVectorRequest.newBuilder().setName("vectors/" + id).build())
                    .getVersionCount())
            .isEqualTo(1);
      }
    }
    assertThat(stores.operations().claim("anybody", LEASE)).isEmpty();
  }

  /** Whose matching answers are all alike, so that the sides differ. */
  private static String items() {
    return IntStream.range(0, ITEMS)
        .mapToObj(i -> ServiceClient.item("Question " + i + "?", "A", "B"))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private Operation ended(Operation operation) {
    return client.ended(operation.getName(), 60);
  }

  private static String idOf(Operation operation) {
    return operation.getName().substring("operations/".length());
  }
}
