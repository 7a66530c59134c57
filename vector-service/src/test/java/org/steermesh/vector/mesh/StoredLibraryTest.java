package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.Operation;
import io.lettuce.core.api.sync.RedisCommands;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.steermesh.vector.v1.AliasChange;
import org.steermesh.vector.v1.BuildVectorMetadata;
import org.steermesh.vector.v1.Evidence;
import org.steermesh.vector.v1.GetDatasetRequest;
import org.steermesh.vector.v1.GetVectorRequest;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.ListAliasChangesRequest;
import org.steermesh.vector.v1.RollbackAliasRequest;
import org.steermesh.vector.v1.SetAliasRequest;
import org.steermesh.vector.v1.SetVersionDescriptionRequest;
import org.steermesh.vector.v1.SetVersionStateRequest;
import org.steermesh.vector.v1.SetVersionTagsRequest;
import org.steermesh.vector.v1.SideEffect;
import org.steermesh.vector.v1.Vector;
import org.steermesh.vector.v1.VectorFileFormat;
import org.steermesh.vector.v1.Version;
import org.steermesh.vector.v1.VersionState;

/**
 * A whole library as an earlier service left it in Redis, every kind of record in it, is read and
 * goes on. {@code -Dlibrary.stored.write=FILE} writes what the present service leaves.
 */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class StoredLibraryTest {

  private static final String ID = "old-library";
  private static final String NAME = "vectors/" + ID;
  private static final String LIVE = NAME + "@live";
  private static final float[] DENSE = floats();
  private static final String FIXTURE = "stored-format-2/library.json";

  @AutoClose private final ServiceClient client = new ServiceClient();
  private final LibraryClient library = new LibraryClient(client);

  /**
   * What Redis keeps, bytes in base64.
   *
   * @param hashes fields by key
   * @param members of sorted sets whose scores are all 0, by key
   */
  record Stored(Map<String, Map<String, byte[]>> hashes, Map<String, List<byte[]>> members) {}

  private static float[] floats() {
    float[] values = new float[RuledActivations.WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 0.5f;
    }
    return values;
  }

  @Test
  void everyRecordOfAnEarlierServiceIsReadAndGoesOn() throws Exception {
    RedisHand.run(redis -> restore(fixture(), redis));

    Vector vector = client.vectors().getVector(GetVectorRequest.newBuilder().setName(NAME).build());
    assertThat(vector.getVersionCount()).isEqualTo(2);
    assertThat(client.vectors().getDataset(dataset()).getItemCount())
        .isEqualTo(SparseExpectation.PAIRS);
    Version live = version(LIVE);
    assertThat(live.hasSparse()).isTrue();
    assertThat(live.getState()).isEqualTo(VersionState.VERSION_STATE_EVALUATED);
    assertThat(live.getStateActor()).isEqualTo("ann");
    assertThat(live.getDescription()).isEqualTo("An old one.");
    assertThat(live.getTagsList()).containsExactly("keep");
    assertThat(live.getEvidence()).isEqualTo(evidence());
    assertThatItsRowsAreWhole(live);

    List<AliasChange> changes =
        client
            .vectors()
            .listAliasChanges(ListAliasChangesRequest.newBuilder().setParent(NAME).build())
            .getChangesList();
    assertThat(changes).extracting(AliasChange::getActor).containsExactly("ann", "ann");
    assertThatItsBuildIsRemembered(live);

    client.vectors().rollbackAlias(RollbackAliasRequest.newBuilder().setName(LIVE).build());
    Version dense = version(LIVE);
    assertThat(dense.getDigest()).isNotEqualTo(live.getDigest());
    assertThat(library.floats(dense)).containsExactly(DENSE);
  }

  /** A bundle holds every row, and its digest is computed anew when it comes in. */
  private void assertThatItsRowsAreWhole(Version live) {
    byte[] bundle =
        library
            .export(LibraryClient.wish(live.getName(), VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE))
            .file();
    Version copy =
        library.importFile(
            LibraryClient.header(ID + "-copy", VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE), bundle);
    assertThat(copy.getDigest()).isEqualTo(live.getDigest());
  }

  private void assertThatItsBuildIsRemembered(Version built) throws IOException {
    String name =
        fixture().hashes().keySet().stream()
            .filter(key -> key.startsWith(RedisHand.TAG + "operation:"))
            .map(key -> key.replace(RedisHand.TAG + "operation:", "operations/"))
            .findFirst()
            .orElseThrow();
    Operation operation =
        client.operations().getOperation(GetOperationRequest.newBuilder().setName(name).build());
    assertThat(operation.getDone()).isTrue();
    assertThat(operation.getResponse().unpack(Version.class).getName()).isEqualTo(built.getName());
    assertThat(operation.getMetadata().unpack(BuildVectorMetadata.class).getVersionsList())
        .containsExactly(built.getName());
    assertThat(
            client
                .operations()
                .listOperations(ListOperationsRequest.newBuilder().setPageSize(1000).build())
                .getOperationsList())
        .extracting(Operation::getName)
        .contains(name);
  }

  private Version version(String name) {
    return client.vectors().getVersion(GetVersionRequest.newBuilder().setName(name).build());
  }

  private static GetDatasetRequest dataset() {
    return GetDatasetRequest.newBuilder().setName("datasets/" + ID).build();
  }

  private static Evidence evidence() {
    return Evidence.newBuilder()
        .setEvaluation("evaluations/old")
        .addSideEffects(SideEffect.newBuilder().setName("mmlu").setChange(-0.01).setLimit(0.05))
        .build();
  }

  @Test
  @EnabledIfSystemProperty(named = "library.stored.write", matches = ".+")
  void writesWhatThePresentServiceLeaves() throws Exception {
    RedisHand.empty();
    Version dense = library.put(ID, DENSE);
    Version sparse = library.buildSparse(ID, RuledSaes.JUMP);
    for (Version version : List.of(dense, sparse)) {
      client
          .vectors()
          .setAlias(
              SetAliasRequest.newBuilder()
                  .setName(LIVE)
                  .setVersion(version.getName())
                  .setActor("ann")
                  .build());
    }
    client
        .vectors()
        .setVersionState(
            SetVersionStateRequest.newBuilder()
                .setName(sparse.getName())
                .setState(VersionState.VERSION_STATE_EVALUATED)
                .setEvidence(evidence())
                .setActor("ann")
                .build());
    client
        .vectors()
        .setVersionTags(
            SetVersionTagsRequest.newBuilder().setName(sparse.getName()).addAdd("keep").build());
    client
        .vectors()
        .setVersionDescription(
            SetVersionDescriptionRequest.newBuilder()
                .setName(sparse.getName())
                .setDescription("An old one.")
                .build());
    Stored stored = new Stored(new TreeMap<>(), new TreeMap<>());
    RedisHand.run(redis -> redis.keys("*").forEach(key -> save(key, redis, stored)));
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(Path.of(System.getProperty("library.stored.write")).toFile(), stored);
  }

  private static void save(String key, RedisCommands<String, byte[]> redis, Stored stored) {
    switch (redis.type(key)) {
      case "hash" -> stored.hashes().put(key, new TreeMap<>(redis.hgetall(key)));
      case "zset" -> stored.members().put(key, redis.zrange(key, 0, -1));
      default -> throw new AssertionError(key + " is of a kind that is not written");
    }
  }

  private static void restore(Stored stored, RedisCommands<String, byte[]> redis) {
    stored.hashes().forEach(redis::hset);
    stored
        .members()
        .forEach((key, members) -> members.forEach(member -> redis.zadd(key, 0, member)));
  }

  private static Stored fixture() {
    try (InputStream in = StoredLibraryTest.class.getResourceAsStream(FIXTURE)) {
      return new ObjectMapper().readValue(Objects.requireNonNull(in, FIXTURE), Stored.class);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
