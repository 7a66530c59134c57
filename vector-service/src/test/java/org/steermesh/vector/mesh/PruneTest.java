package org.steermesh.vector.mesh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.RemoteError;
import org.steermesh.vector.v1.DeleteVectorRequest;
import org.steermesh.vector.v1.DeleteVersionRequest;
import org.steermesh.vector.v1.Evidence;
import org.steermesh.vector.v1.ListVersionsRequest;
import org.steermesh.vector.v1.PruneVerdict;
import org.steermesh.vector.v1.PruneVersionsRequest;
import org.steermesh.vector.v1.PruneVersionsResponse;
import org.steermesh.vector.v1.PrunedVersion;
import org.steermesh.vector.v1.SetAliasRequest;
import org.steermesh.vector.v1.SetVersionStateRequest;
import org.steermesh.vector.v1.SideEffect;
import org.steermesh.vector.v1.Version;
import org.steermesh.vector.v1.VersionState;

/** Old versions go, and those that somebody needs stay. */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class PruneTest {

  private static final PruneVerdict REMOVED = PruneVerdict.PRUNE_VERDICT_REMOVED;
  private static final PruneVerdict NEWEST = PruneVerdict.PRUNE_VERDICT_NEWEST;

  @AutoClose private final ServiceClient client = new ServiceClient();
  private final LibraryClient library = new LibraryClient(client);

  @Test
  void aVectorOfVeryManyVersionsIsPrunedBeforeItIsDeleted() {
    library.put("crowded", 1, 2, 3, 4);
    String digests = RedisHand.TAG + "vector:crowded:digests";
    Object[] many =
        IntStream.range(0, 100_000)
            .boxed()
            .flatMap(i -> Stream.of(0d, "%064x".formatted(i).getBytes(US_ASCII)))
            .toArray();
    RedisHand.run(redis -> redis.zadd(digests, many));
    DeleteVectorRequest request =
        DeleteVectorRequest.newBuilder().setName("vectors/crowded").build();

    RemoteError error = ServiceClient.refusal(() -> client.vectors().deleteVector(request));
    assertThat(error.reason()).isEqualTo("VERSIONS_TOO_MANY");
    assertThat(error.metadata()).containsEntry("version_count", "100001");
    RedisHand.run(redis -> redis.zremrangebyrank(digests, 0, 99_999));
    assertThat(client.vectors().deleteVector(request)).isEqualTo(Empty.getDefaultInstance());
  }

  @Test
  void whatNobodyNeedsGoesAndADryRunSaysSoBefore() {
    List<Version> versions = versions("pruned", 7);
    alias("vectors/pruned@old", versions.get(0));
    promote(versions.get(1));
    Version child =
        client.vectors().composeVectors(LibraryClient.sum("pruned-child", versions.get(2)).build());

    List<PrunedVersion> told = prune(rule("pruned", 2).setDryRun(true));
    assertThat(told)
        .extracting(PrunedVersion::getVerdict)
        .containsExactly(
            PruneVerdict.PRUNE_VERDICT_ALIAS,
            PruneVerdict.PRUNE_VERDICT_LIVE,
            PruneVerdict.PRUNE_VERDICT_PARENT,
            REMOVED,
            REMOVED,
            NEWEST,
            NEWEST);
    assertThat(told.get(0).getUsersList()).containsExactly("vectors/pruned@old");
    assertThat(told.get(2).getUsersList()).containsExactly(child.getName());
    assertThat(told)
        .extracting(PrunedVersion::getVersion)
        .containsExactlyElementsOf(versions.stream().map(Version::getName).toList());
    assertThat(left("pruned")).hasSize(7);

    assertThat(prune(rule("pruned", 2))).isEqualTo(told);
    List<String> left = versions.stream().map(Version::getName).toList();
    assertThat(left("pruned"))
        .containsExactlyInAnyOrder(left.get(0), left.get(1), left.get(2), left.get(5), left.get(6));
    assertThat(prune(rule("pruned", 2)))
        .extracting(PrunedVersion::getVerdict)
        .doesNotContain(REMOVED);
  }

  @Test
  void aParentGoesWhenItsChildrenHaveGone() {
    List<Version> versions = versions("freed", 2);
    Version child =
        client
            .vectors()
            .composeVectors(LibraryClient.sum("freed-child", versions.getFirst()).build());
    assertThat(prune(rule("freed", 1)).getFirst().getVerdict())
        .isEqualTo(PruneVerdict.PRUNE_VERDICT_PARENT);
    client
        .vectors()
        .deleteVersion(DeleteVersionRequest.newBuilder().setName(child.getName()).build());
    assertThat(prune(rule("freed", 1)).getFirst().getVerdict()).isEqualTo(REMOVED);
  }

  @Test
  void youngVersionsStayAndTheNewestDoesAtAnyAge() {
    versions("aged", 3);
    assertThat(prune(rule("aged", 0).setKeepYoungerThan(seconds(3600))))
        .extracting(PrunedVersion::getVerdict)
        .containsOnly(PruneVerdict.PRUNE_VERDICT_YOUNG);
    Duration none = Duration.newBuilder().setNanos(1).build();
    assertThat(prune(rule("aged", 0).setKeepYoungerThan(none)))
        .extracting(PrunedVersion::getVerdict)
        .containsExactly(REMOVED, REMOVED, NEWEST);
  }

  @Test
  void aCallWithoutARuleIsRefused() {
    versions("unruled", 1);
    for (PruneVersionsRequest.Builder request :
        List.of(
            rule("unruled", 0),
            rule("unruled", -1),
            rule("unruled", 1).setKeepYoungerThan(seconds(0)))) {
      assertThat(
              ServiceClient.refusal(() -> client.vectors().pruneVersions(request.build())).reason())
          .isEqualTo("FIELD_INVALID");
    }
    assertThat(ServiceClient.refusal(() -> prune(rule("never-was", 1))).reason())
        .isEqualTo("VECTOR_NOT_FOUND");
  }

  /** Versions of one vector, oldest first. */
  private List<Version> versions(String id, int count) {
    List<Version> versions = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      versions.add(library.put(id, i, 0, 0, 1));
    }
    return versions;
  }

  private static PruneVersionsRequest.Builder rule(String id, int keep) {
    return PruneVersionsRequest.newBuilder()
        .setParent("vectors/" + id)
        .setKeepNewest(keep)
        .setPageSize(2);
  }

  private static Duration seconds(int count) {
    return Duration.newBuilder().setSeconds(count).build();
  }

  /** All pages. */
  private List<PrunedVersion> prune(PruneVersionsRequest.Builder request) {
    List<PrunedVersion> pruned = new ArrayList<>();
    String token = "";
    do {
      PruneVersionsResponse page =
          client.vectors().pruneVersions(request.setPageToken(token).build());
      assertThat(page.getVersionsCount()).isBetween(1, 2);
      pruned.addAll(page.getVersionsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return pruned;
  }

  private List<String> left(String id) {
    return client
        .vectors()
        .listVersions(ListVersionsRequest.newBuilder().setParent("vectors/" + id).build())
        .getVersionsList()
        .stream()
        .map(Version::getName)
        .toList();
  }

  private void alias(String name, Version version) {
    client
        .vectors()
        .setAlias(SetAliasRequest.newBuilder().setName(name).setVersion(version.getName()).build());
  }

  private void promote(Version version) {
    SetVersionStateRequest.Builder request =
        SetVersionStateRequest.newBuilder().setName(version.getName());
    Evidence.Builder evidence =
        Evidence.newBuilder()
            .setEvaluation("evaluations/check")
            .addSideEffects(SideEffect.newBuilder().setName("mmlu"));
    client
        .vectors()
        .setVersionState(
            request.setState(VersionState.VERSION_STATE_EVALUATED).setEvidence(evidence).build());
    client
        .vectors()
        .setVersionState(request.clearEvidence().setState(VersionState.VERSION_STATE_LIVE).build());
  }
}
