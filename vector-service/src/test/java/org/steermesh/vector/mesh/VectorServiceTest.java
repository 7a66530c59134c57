package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.OperationsGrpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lettuce.core.RedisClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.TensorCodec;
import org.steermesh.contract.testing.MalformedMessages;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.Target;
import org.steermesh.vector.domain.VectorStore;
import org.steermesh.vector.v1.Alias;
import org.steermesh.vector.v1.DeleteVectorRequest;
import org.steermesh.vector.v1.DeleteVersionRequest;
import org.steermesh.vector.v1.GetVectorRequest;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.ListVectorsRequest;
import org.steermesh.vector.v1.ListVectorsResponse;
import org.steermesh.vector.v1.ListVersionsRequest;
import org.steermesh.vector.v1.ListVersionsResponse;
import org.steermesh.vector.v1.ReadVersionRequest;
import org.steermesh.vector.v1.ReadVersionResponse;
import org.steermesh.vector.v1.SetAliasRequest;
import org.steermesh.vector.v1.Vector;
import org.steermesh.vector.v1.VectorServiceGrpc;
import org.steermesh.vector.v1.Version;

@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class VectorServiceTest {

  @AutoClose private final ServiceClient client = new ServiceClient();

  @Inject VectorStore store;

  @Test
  void whatIsNoMessageIsRefusedByEveryMethod() throws Exception {
    MalformedMessages.assertRefused(client.channel(), VectorServiceGrpc.getServiceDescriptor());
    MalformedMessages.assertRefused(client.channel(), OperationsGrpc.getServiceDescriptor());
  }

  @Test
  void aVersionIsReadBackBitForBit() {
    Versions.put(store, "bits", "ab");
    List<ReadVersionResponse> answers = read("vectors/bits", List.of());
    assertThat(answers).hasSize(3);
    assertThat(answers.getFirst().getVersion()).isEqualTo(version("vectors/bits"));
    for (int i = 0; i < Versions.VALUES.size(); i++) {
      float[] values = Versions.VALUES.get(i).values();
      assertThat(
              Arrays.equals(
                  TensorCodec.decode("values", answers.get(i + 1).getVector().getValues()), values))
          .isTrue();
    }
    Site mlp = Site.newBuilder().setBlock(2).setTarget(Target.TARGET_MLP).build();
    assertThat(read("vectors/bits", List.of(mlp))).hasSize(2).last().isEqualTo(answers.getLast());
  }

  @Test
  void aSiteThatTheVersionDoesNotHoldIsRefused() {
    Versions.put(store, "sites", "ab");
    Site absent = Site.newBuilder().setBlock(1).build();
    RemoteError error = ServiceClient.refusal(() -> read("vectors/sites", List.of(absent)));
    assertThat(error.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(error.reason()).isEqualTo("VECTOR_SITE_MISSING");
  }

  @Test
  void floatsThatAreNotThoseOfTheDigestAreNotServed() {
    Versions.put(store, "corrupt", "ab");
    String key = "{steermesh-vector}:version:corrupt:" + Versions.digest("ab");
    try (RedisClient redis = RedisClient.create(redisUrl())) {
      redis.connect().sync().hset(key, "site:1", "abcdefghijkl");
    }
    RemoteError error = ServiceClient.refusal(() -> read("vectors/corrupt", List.of()));
    assertThat(error.code()).isEqualTo(Status.Code.DATA_LOSS);
    assertThat(error.reason()).isEqualTo("PAYLOAD_CORRUPT");
  }

  @Test
  void aVersionIsFoundByAbbreviatedDigestAliasAndAsTheNewest() {
    Versions.put(store, "named", "aaaaaaaa1");
    Versions.put(store, "named", "aaaaaaaa2");
    Versions.put(store, "named", "bbbbbbbb3");
    setAlias("vectors/named@live", "vectors/named/versions/aaaaaaaa2", null);
    assertThat(version("vectors/named/versions/bbbbbbbb").getDigest())
        .isEqualTo(Versions.digest("bbbbbbbb3"));
    assertThat(version("vectors/named/versions/aaaaaaaa1").getDigest())
        .isEqualTo(Versions.digest("aaaaaaaa1"));
    assertThat(version("vectors/named@live").getDigest()).isEqualTo(Versions.digest("aaaaaaaa2"));
    assertThat(version("vectors/named").getDigest()).isEqualTo(Versions.digest("bbbbbbbb3"));
    RemoteError error = ServiceClient.refusal(() -> version("vectors/named/versions/aaaaaaaa"));
    assertThat(error.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(error.reason()).isEqualTo("VERSION_AMBIGUOUS");
  }

  @ParameterizedTest
  @CsvSource({
    "vectors/never-was, VECTOR_NOT_FOUND",
    "vectors/never-was@live, VECTOR_NOT_FOUND",
    "vectors/never-was/versions/aaaaaaaa, VECTOR_NOT_FOUND",
    "vectors/there@dead, ALIAS_NOT_FOUND",
    "vectors/there/versions/cccccccc, VERSION_NOT_FOUND",
  })
  void whatDoesNotExistIsNotFound(String name, String reason) {
    Versions.put(store, "there", "ab");
    RemoteError error = ServiceClient.refusal(() -> version(name));
    assertThat(error.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(error.reason()).isEqualTo(reason);
  }

  @Test
  void anAliasMovesOnlyFromWhereItIsExpected() {
    String one = name(Versions.put(store, "moves", "aaaaaaaa"));
    String two = name(Versions.put(store, "moves", "bbbbbbbb"));
    String alias = "vectors/moves@live";
    assertThat(setAlias(alias, one, "").getVersion()).isEqualTo(one);
    RemoteError exists = ServiceClient.refusal(() -> setAlias(alias, two, ""));
    assertThat(exists.code()).isEqualTo(Status.Code.ABORTED);
    assertThat(exists.reason()).isEqualTo("ALIAS_MOVED");
    assertThat(exists.metadata()).containsEntry("version", one);
    assertThat(ServiceClient.refusal(() -> setAlias(alias, two, two)).reason())
        .isEqualTo("ALIAS_MOVED");
    assertThat(setAlias(alias, two, "vectors/moves/versions/aaaaaaaa").getVersion()).isEqualTo(two);
    assertThat(setAlias(alias, "", two).getVersion()).isEmpty();
    RemoteError absent = ServiceClient.refusal(() -> setAlias(alias, one, two));
    assertThat(absent.metadata()).containsEntry("version", "");
    assertThat(ServiceClient.refusal(() -> version(alias)).reason()).isEqualTo("ALIAS_NOT_FOUND");
  }

  @Test
  void anAliasThatDoesNotExistCannotBeRemoved() {
    String one = name(Versions.put(store, "kept", "aaaaaaaa"));
    RemoteError none = ServiceClient.refusal(() -> setAlias("vectors/kept@gone", "", null));
    assertThat(none.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(none.reason()).isEqualTo("ALIAS_NOT_FOUND");
    assertThat(none.message()).isEqualTo("vectors/kept has no alias gone; it has none");
    setAlias("vectors/kept@live", one, null);
    assertThat(ServiceClient.refusal(() -> setAlias("vectors/kept@gone", "", null)).message())
        .endsWith("it has live");
    assertThat(ServiceClient.refusal(() -> setAlias("vectors/kept@gone", "", one)).reason())
        .isEqualTo("ALIAS_MOVED");
  }

  @Test
  void anAliasNamesOnlyVersionsOfItsVector() {
    Versions.put(store, "own", "aaaaaaaa");
    Versions.put(store, "foreign", "bbbbbbbb");
    RemoteError foreign =
        ServiceClient.refusal(
            () -> setAlias("vectors/own@live", "vectors/foreign/versions/bbbbbbbb", null));
    assertThat(foreign.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    RemoteError absent =
        ServiceClient.refusal(
            () -> setAlias("vectors/own@live", "vectors/own/versions/bbbbbbbb", null));
    assertThat(absent.reason()).isEqualTo("VERSION_NOT_FOUND");
  }

  @Test
  void ofManyWritersWithOneExpectationExactlyOneMovesTheAlias() throws InterruptedException {
    int writers = 8;
    String first = name(Versions.put(store, "raced", "00000000"));
    String alias = "vectors/raced@live";
    setAlias(alias, first, "");
    List<Thread> threads = new ArrayList<>();
    List<String> moved = Collections.synchronizedList(new ArrayList<>());
    List<String> refused = Collections.synchronizedList(new ArrayList<>());
    for (int i = 1; i <= writers; i++) {
      String target = name(Versions.put(store, "raced", "0000000" + i));
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  moved.add(setAlias(alias, target, first).getVersion());
                } catch (StatusRuntimeException e) {
                  refused.add(StatusTranslator.read(e).reason());
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(moved).hasSize(1);
    assertThat(refused).hasSize(writers - 1).containsOnly("ALIAS_MOVED");
    assertThat(version(alias).getName()).isEqualTo(moved.getFirst());
  }

  @Test
  void aVersionThatAnAliasNamesStaysAndTheLastOneTakesItsVectorAlong() {
    String one = name(Versions.put(store, "shrinks", "aaaaaaaa"));
    String two = name(Versions.put(store, "shrinks", "bbbbbbbb"));
    setAlias("vectors/shrinks@live", one, null);
    RemoteError error = ServiceClient.refusal(() -> deleteVersion(one));
    assertThat(error.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(error.reason()).isEqualTo("VERSION_IN_USE");
    assertThat(error.metadata()).containsEntry("aliases", "live");
    deleteVersion("vectors/shrinks/versions/bbbbbbbb");
    assertThat(ServiceClient.refusal(() -> version(two)).reason()).isEqualTo("VERSION_NOT_FOUND");
    setAlias("vectors/shrinks@live", "", one);
    deleteVersion(one);
    assertThat(ServiceClient.refusal(() -> vector("shrinks")).reason())
        .isEqualTo("VECTOR_NOT_FOUND");
    assertThat(listVersionsReason("shrinks")).isEqualTo("VECTOR_NOT_FOUND");
  }

  @Test
  void aVectorWithAliasesIsDeletedOnlyByForceAndThenWhole() {
    String one = name(Versions.put(store, "forced", "aaaaaaaa"));
    setAlias("vectors/forced@live", one, null);
    RemoteError error = ServiceClient.refusal(() -> deleteVector("forced", false));
    assertThat(error.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(error.reason()).isEqualTo("VECTOR_IN_USE");
    assertThat(version("vectors/forced@live").getName()).isEqualTo(one);
    deleteVector("forced", true);
    assertThat(ServiceClient.refusal(() -> version("vectors/forced@live")).reason())
        .isEqualTo("VECTOR_NOT_FOUND");
    try (RedisClient redis = RedisClient.create(redisUrl())) {
      assertThat(redis.connect().sync().keys("*forced*")).isEmpty();
    }
    assertThat(ServiceClient.refusal(() -> deleteVector("forced", true)).reason())
        .isEqualTo("VECTOR_NOT_FOUND");
  }

  @Test
  void aVectorTellsItsVersionsAndAliases() {
    String one = name(Versions.put(store, "told", "aaaaaaaa"));
    String two = name(Versions.put(store, "told", "bbbbbbbb"));
    assertThat(name(Versions.put(store, "told", "aaaaaaaa"))).isEqualTo(one);
    setAlias("vectors/told@live", one, null);
    Vector vector = vector("told");
    assertThat(vector.getVersionCount()).isEqualTo(2);
    assertThat(vector.getLatestVersion()).isEqualTo(two);
    assertThat(vector.getBehaviour()).isEqualTo("obedience");
    assertThat(vector.getAliasesList()).hasSize(1);
    assertThat(vector.getAliases(0).getName()).isEqualTo("vectors/told@live");
    assertThat(vector.getAliases(0).getVersion()).isEqualTo(one);
  }

  @Test
  void versionsArePagedNewestFirstWhateverIsBuiltMeanwhile() {
    for (int i = 1; i <= 5; i++) {
      Versions.put(store, "paged", "0000000" + i);
    }
    List<String> seen = new ArrayList<>();
    String token = "";
    int added = 0;
    do {
      ListVersionsResponse page =
          client
              .vectors()
              .listVersions(
                  ListVersionsRequest.newBuilder()
                      .setParent("vectors/paged")
                      .setPageSize(2)
                      .setPageToken(token)
                      .build());
      page.getVersionsList().forEach(version -> seen.add(version.getDigest().substring(0, 8)));
      Versions.put(store, "paged", "ffffff0" + added++);
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(seen).containsExactly("00000005", "00000004", "00000003", "00000002", "00000001");
  }

  @Test
  void vectorsAreFilteredByAnyOfTheirVersions() {
    Versions.put(store, "labelled", "aaaaaaaa", Map.of("team", "red"));
    Versions.put(store, "labelled", "bbbbbbbb");
    Versions.put(store, "unlabelled", "aaaaaaaa");
    assertThat(listed(ListVectorsRequest.newBuilder().setLabel("team")))
        .containsExactly("vectors/labelled");
    assertThat(listed(ListVectorsRequest.newBuilder().setLabel("team=red")))
        .containsExactly("vectors/labelled");
    assertThat(listed(ListVectorsRequest.newBuilder().setLabel("team=blue"))).isEmpty();
    assertThat(listed(ListVectorsRequest.newBuilder().setBehaviour("cowardice"))).isEmpty();
    assertThat(listed(ListVectorsRequest.newBuilder().setModel(RuledActivations.MODEL)))
        .contains("vectors/labelled", "vectors/unlabelled");
  }

  private static String redisUrl() {
    return ConfigProvider.getConfig().getValue("steermesh.redis.url", String.class);
  }

  private List<String> listed(ListVectorsRequest.Builder request) {
    ListVectorsResponse response = client.vectors().listVectors(request.setPageSize(500).build());
    return response.getVectorsList().stream().map(Vector::getName).toList();
  }

  private String listVersionsReason(String id) {
    ListVersionsRequest request =
        ListVersionsRequest.newBuilder().setParent("vectors/" + id).build();
    return ServiceClient.refusal(() -> client.vectors().listVersions(request)).reason();
  }

  private static String name(org.steermesh.vector.domain.Version version) {
    return "vectors/" + version.vectorId() + "/versions/" + version.digest();
  }

  private Vector vector(String id) {
    return client
        .vectors()
        .getVector(GetVectorRequest.newBuilder().setName("vectors/" + id).build());
  }

  private Version version(String name) {
    return client.vectors().getVersion(GetVersionRequest.newBuilder().setName(name).build());
  }

  private List<ReadVersionResponse> read(String name, List<Site> sites) {
    Iterator<ReadVersionResponse> answers =
        client
            .vectors()
            .readVersion(ReadVersionRequest.newBuilder().setName(name).addAllSites(sites).build());
    List<ReadVersionResponse> all = new ArrayList<>();
    answers.forEachRemaining(all::add);
    return all;
  }

  private Alias setAlias(String name, String version, @Nullable String expected) {
    SetAliasRequest.Builder request =
        SetAliasRequest.newBuilder().setName(name).setVersion(version);
    if (expected != null) {
      request.setExpectedVersion(expected);
    }
    return client.vectors().setAlias(request.build());
  }

  private void deleteVersion(String name) {
    client.vectors().deleteVersion(DeleteVersionRequest.newBuilder().setName(name).build());
  }

  private void deleteVector(String id, boolean force) {
    client
        .vectors()
        .deleteVector(
            DeleteVectorRequest.newBuilder().setName("vectors/" + id).setForce(force).build());
  }
}
