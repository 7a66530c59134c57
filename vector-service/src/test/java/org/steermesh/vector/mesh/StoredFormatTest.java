package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.contract.RemoteError;
import org.steermesh.type.v1.Dtype;
import org.steermesh.vector.domain.StoredDtype;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.VectorFileFormat;
import org.steermesh.vector.v1.Version;
import org.steermesh.vector.v1.VersionState;

/**
 * Records that earlier services wrote are read by this one, with the digest that they were named
 * by. Those of format 1 are what the service stored before it knew imports, compositions and
 * states.
 */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class StoredFormatTest {

  private static final float[] VALUES = {1.5f, -2, 3, 4};
  private static final Pattern DIGEST = Pattern.compile("\"digest\":\"([0-9a-f]{64})\"");

  @AutoClose private final ServiceClient client = new ServiceClient();

  @ParameterizedTest
  @CsvSource({"1, old-dense, F32", "1, old-pas, F32", "3, old-half, F16"})
  void aVersionOfAnEarlierServiceIsReadWhole(int format, String id, StoredDtype dtype)
      throws IOException {
    String record = fixture(format, id);
    var digests = DIGEST.matcher(record);
    assertThat(digests.find()).isTrue();
    String digest = digests.group(1);
    put(id, digest, record, dtype);

    Version version = get("vectors/" + id);
    assertThat(version.getDigest()).isEqualTo(digest);
    assertThat(version.getBehaviour()).isEqualTo("obedience");
    assertThat(version.getState()).isEqualTo(VersionState.VERSION_STATE_CANDIDATE);
    assertThat(version.getLabelsMap()).containsEntry("shipped", "red");

    LibraryClient library = new LibraryClient(client);
    byte[] bundle =
        library
            .export(
                LibraryClient.wish(version.getName(), VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE))
            .file();
    Version copy =
        library.importFile(
            LibraryClient.header(id + "-copy", VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE), bundle);
    assertThat(copy.getDigest()).isEqualTo(digest);
    assertThat(library.floats(copy)).containsExactly(VALUES);
  }

  @Test
  void aStatusOfAnEarlierServiceHasNeitherActorNorDescription() throws IOException {
    String record = fixture(1, "old-dense").replace("old-dense", "old-status");
    var digests = DIGEST.matcher(record);
    assertThat(digests.find()).isTrue();
    put("old-status", digests.group(1), record, StoredDtype.F32);
    RedisHand.run(redis ->
        redis.hset(
            RedisHand.TAG + "version:old-status:" + digests.group(1),
            "status",
            bytes("{\"format\":1,\"state\":\"RETIRED\",\"evidence\":null,\"tags\":[\"red\"]}")));

    Version version =
        client
            .vectors()
            .getVersion(GetVersionRequest.newBuilder().setName("vectors/old-status").build());
    assertThat(version.getState()).isEqualTo(VersionState.VERSION_STATE_RETIRED);
    assertThat(version.getTagsList()).containsExactly("red");
    assertThat(version.getStateActor()).isEmpty();
    assertThat(version.getDescription()).isEmpty();
  }

  @Test
  void onlyWhatEarlierServicesCannotReadHasALaterFormat() {
    LibraryClient library = new LibraryClient(client);
    Version imported = library.put("format-imported", 1, 2, 3, 4);
    Version composed =
        client.vectors().composeVectors(LibraryClient.sum("format-composed", imported).build());

    Version half =
        library.importFile(
            LibraryClient.header("format-half", VectorFileFormat.VECTOR_FILE_FORMAT_GGUF)
                .setStoredDtype(Dtype.DTYPE_F16),
            LibraryClient.gguf("", 1, VALUES));

    assertThat(record(half)).startsWith("{\"format\":3,");
    assertThat(record(imported)).startsWith("{\"format\":2,");
    assertThat(record(composed)).startsWith("{\"format\":2,");
    String known = record(composed);
    String later = known.replace("COMPOSED", "DREAMT").replace(":2,", ":99,");
    RedisHand.run(redis -> redis.hset(key(composed), "record", bytes(later)));
    RemoteError error = ServiceClient.refusal(() -> get(composed.getName()));
    assertThat(error.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(error.reason()).isEqualTo("RECORD_TOO_NEW");
    assertThat(error.metadata()).containsEntry("format", "99");
    RedisHand.run(redis -> redis.hset(key(composed), "record", bytes(known)));
    assertThat(get(composed.getName())).isEqualTo(composed);
  }

  private static String record(Version version) {
    AtomicReference<byte[]> found = new AtomicReference<>();
    RedisHand.run(redis -> found.set(redis.hget(key(version), "record")));
    return new String(found.get(), StandardCharsets.UTF_8);
  }

  private static String key(Version version) {
    return RedisHand.TAG
        + version.getName().replace("vectors/", "version:").replace("/versions/", ":");
  }

  private Version get(String name) {
    return client.vectors().getVersion(GetVersionRequest.newBuilder().setName(name).build());
  }

  /** The keys that the service of then wrote. */
  private static void put(String id, String digest, String record, StoredDtype dtype) {
    String place = "0000000000000001:" + digest;
    RedisHand.run(redis -> {
      redis.hset(
          RedisHand.TAG + "version:" + id + ":" + digest,
          Map.of(
              "record", bytes(record),
              "place", bytes(place),
              "site:0", dtype.toBytes(VALUES)));
      String vector = RedisHand.TAG + "vector:" + id;
      redis.hset(vector, Map.of("created", bytes("1700000000123"), "sequence", bytes("1")));
      redis.zadd(vector + ":order", 0, bytes(place));
      redis.zadd(vector + ":digests", 0, bytes(digest));
      redis.zadd(RedisHand.TAG + "vectors", 0, bytes(id));
    });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String fixture(int format, String id) throws IOException {
    String path = "stored-format-%d/%s.json".formatted(format, id);
    try (InputStream in = StoredFormatTest.class.getResourceAsStream(path)) {
      return new String(Objects.requireNonNull(in, path).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
