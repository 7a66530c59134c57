package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.type.v1.Site;
import org.steermesh.vector.v1.Alias;
import org.steermesh.vector.v1.AliasChange;
import org.steermesh.vector.v1.BuildMethod;
import org.steermesh.vector.v1.DeleteVectorRequest;
import org.steermesh.vector.v1.DeleteVersionRequest;
import org.steermesh.vector.v1.Evidence;
import org.steermesh.vector.v1.FindNearestVersionsRequest;
import org.steermesh.vector.v1.FindNearestVersionsResponse;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.ListAliasChangesRequest;
import org.steermesh.vector.v1.ListVectorsRequest;
import org.steermesh.vector.v1.ListVersionsRequest;
import org.steermesh.vector.v1.RollbackAliasRequest;
import org.steermesh.vector.v1.SetAliasRequest;
import org.steermesh.vector.v1.SetVersionStateRequest;
import org.steermesh.vector.v1.SetVersionTagsRequest;
import org.steermesh.vector.v1.SideEffect;
import org.steermesh.vector.v1.Vector;
import org.steermesh.vector.v1.Version;
import org.steermesh.vector.v1.VersionState;

/** What is done with versions that are there: composed, found, promoted, named, removed. */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class LibraryTest {

  @AutoClose private final ServiceClient client = new ServiceClient();
  private final LibraryClient library = new LibraryClient(client);

  @Test
  void aCompositionSumsEqualisesAndRemovesDirections() {
    Version one = library.put("term-one", 3, 0, 0, 4);
    Version other = library.put("term-other", 0, 10, 0, 0);
    Version axis = library.put("term-axis", 0, 0, 0, 1);

    var request = LibraryClient.sum("summed", one, other);
    request.getTermsBuilder(1).setWeight(-0.5);
    assertThat(library.floats(client.vectors().composeVectors(request.build())))
        .containsExactly(3, -5, 0, 4);
    Version equalised = client.vectors().composeVectors(request.setEqualiseNorms(true).build());
    assertThat(library.floats(equalised)).containsExactly(4.5f, -3.75f, 0, 6);
    Version removed =
        client.vectors().composeVectors(request.addOrthogonalTo(axis.getName()).build());
    assertThat(library.floats(removed)).containsExactly(4.5f, -3.75f, 0, 0);

    assertThat(removed.getMethod()).isEqualTo(BuildMethod.BUILD_METHOD_COMPOSED);
    assertThat(removed.getComposed().getTermsList())
        .extracting(parent -> parent.getVersion() + " " + parent.getWeight())
        .containsExactly(one.getName() + " 1.0", other.getName() + " -0.5");
    assertThat(removed.getDefaultSite().getBlock()).isEqualTo(1);
    assertThat(client.vectors().composeVectors(request.build()))
        .as("a composition repeated")
        .isEqualTo(removed);
  }

  @Test
  void nothingIsLeftOfAVectorWithoutItsOwnDirection() {
    Version one = library.put("gone", 1, 2, 3, 4);
    RemoteError error =
        ServiceClient.refusal(() ->
            client
                .vectors()
                .composeVectors(
                    LibraryClient.sum("nothing", one).addOrthogonalTo(one.getName()).build()));
    assertThat(error.reason()).isEqualTo("VECTOR_ZERO");
  }

  @Test
  void whatRoundingLeavesOfASumIsNoVector() {
    Version one = library.put("whole-one", 0.1f, 0.7f, 1e-3f, 3);
    Version other = library.put("whole-other", 1 / 3f, 0.2f, 5, 1e-5f);
    Version sum = client.vectors().composeVectors(LibraryClient.sum("whole", one, other).build());
    var back = LibraryClient.sum("rounding", sum, one, other);
    back.getTermsBuilder(1).setWeight(-1);
    back.getTermsBuilder(2).setWeight(-1.00000001);

    RemoteError error = ServiceClient.refusal(() -> client.vectors().composeVectors(back.build()));
    assertThat(error.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(error.reason()).isEqualTo("VECTOR_ZERO");
  }

  @Test
  void aParentStaysWhileItsChildDoesUnlessForced() {
    Version parent = library.put("parent", 1, 0, 0, 1);
    Version child = client.vectors().composeVectors(LibraryClient.sum("child", parent).build());

    RemoteError error = ServiceClient.refusal(() -> delete(parent, false));
    assertThat(error.reason()).isEqualTo("VERSION_IN_USE");
    assertThat(error.metadata()).containsEntry("children", child.getName());
    assertThat(ServiceClient.refusal(() -> deleteVector("parent")).reason())
        .isEqualTo("VECTOR_IN_USE");
    delete(child, false);
    delete(parent, false);
    Version again = library.put("parent", 1, 0, 0, 1);
    client.vectors().composeVectors(LibraryClient.sum("child", again).build());
    delete(again, true);
    assertThat(version("vectors/child").getComposed().getTerms(0).getVersion())
        .isEqualTo(again.getName());
  }

  @Test
  void theNearestVersionsOfTheModelAreFoundByTheirAngle() {
    Version origin = library.put("near-origin", 1, 0, 0.001f, 0);
    Version opposite = library.put("near-opposite", -5, 0.0001f, -0.005f, 0);
    library.put("near-far", 0, 0, 0, 1);

    FindNearestVersionsResponse found =
        client
            .vectors()
            .findNearestVersions(
                FindNearestVersionsRequest.newBuilder()
                    .setName(origin.getName())
                    .setCount(1)
                    .build());
    assertThat(found.getVersionsList()).hasSize(1);
    assertThat(found.getVersions(0).getVersion()).isEqualTo(opposite);
    assertThat(found.getVersions(0).getCosine()).isCloseTo(-1, within(1e-6));
    assertThat(found.getComparedCount()).isGreaterThanOrEqualTo(2);
    assertThat(found.getSite().getBlock()).isEqualTo(1);
  }

  @Test
  void versionsAreFoundByTagSiteDigestAndWords() {
    Version one = library.put("found", Map.of("note", "Warm and Kind"), 1, 2, 3, 4);
    Version other = library.put("found", 4, 3, 2, 1);
    tag(other, List.of("blue", "draft"), List.of());
    tag(other, List.of("keep"), List.of("draft"));

    assertThat(version(other.getName()).getTagsList()).containsExactly("blue", "keep");
    assertThat(listed(versions("found").setTag("blue"))).containsExactly(other.getDigest());
    assertThat(listed(versions("found").setQuery("kind WARM"))).containsExactly(one.getDigest());
    assertThat(listed(versions("found").setDigestPrefix(one.getDigest().substring(0, 5))))
        .containsExactly(one.getDigest());
    assertThat(listed(versions("found").setSite(Site.newBuilder().setBlock(1)))).hasSize(2);
    assertThat(listed(versions("found").setSite(Site.newBuilder().setBlock(2)))).isEmpty();
    assertThat(listed(versions("found").setState(VersionState.VERSION_STATE_LIVE))).isEmpty();
    assertThat(
            client
                .vectors()
                .listVectors(ListVectorsRequest.newBuilder().setTag("keep").build())
                .getVectorsList())
        .extracting(Vector::getName)
        .containsExactly("vectors/found");
  }

  @Test
  void aVersionIsPromotedStepByStepByEvidenceInsideItsLimits() {
    Version version = library.put("promoted", 1, 2, 3, 4);
    assertThat(version.getState()).isEqualTo(VersionState.VERSION_STATE_CANDIDATE);
    RemoteError early =
        ServiceClient.refusal(() -> move(version, VersionState.VERSION_STATE_LIVE, null));
    assertThat(early.reason()).isEqualTo("STATE_NOT_REACHABLE");
    RemoteError worse =
        ServiceClient.refusal(
            () -> move(version, VersionState.VERSION_STATE_EVALUATED, evidence(-0.2)));
    assertThat(worse.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(worse.reason()).isEqualTo("SIDE_EFFECTS_OUTSIDE_LIMITS");
    assertThat(
            ServiceClient.refusal(() -> move(version, VersionState.VERSION_STATE_EVALUATED, null))
                .reason())
        .isEqualTo("FIELD_INVALID");

    assertThat(move(version, VersionState.VERSION_STATE_EVALUATED, evidence(-0.01)).getEvidence())
        .isEqualTo(evidence(-0.01));
    move(version, VersionState.VERSION_STATE_LIVE, null);
    assertThat(version("vectors/promoted").getState()).isEqualTo(VersionState.VERSION_STATE_LIVE);
    assertThat(version("vectors/promoted").getDigest()).isEqualTo(version.getDigest());
    RemoteError moved =
        ServiceClient.refusal(() ->
            client
                .vectors()
                .setVersionState(
                    SetVersionStateRequest.newBuilder()
                        .setName(version.getName())
                        .setState(VersionState.VERSION_STATE_RETIRED)
                        .setExpectedState(VersionState.VERSION_STATE_EVALUATED)
                        .build()));
    assertThat(moved.code()).isEqualTo(Status.Code.ABORTED);
    assertThat(moved.metadata()).containsEntry("state", "LIVE");
  }

  @Test
  void anAliasCanDemandAStateOfTheVersionThatItNames() {
    Version version = library.put("demanding", 1, 2, 3, 4);
    SetAliasRequest request =
        SetAliasRequest.newBuilder()
            .setName("vectors/demanding@live")
            .setVersion(version.getName())
            .setRequiredState(VersionState.VERSION_STATE_EVALUATED)
            .build();
    assertThat(ServiceClient.refusal(() -> client.vectors().setAlias(request)).reason())
        .isEqualTo("STATE_NOT_REACHABLE");
    move(version, VersionState.VERSION_STATE_EVALUATED, evidence(0));
    assertThat(client.vectors().setAlias(request).getVersion()).isEqualTo(version.getName());
  }

  @Test
  void anAliasGoesBackStepByStepAndItsHistoryTellsWho() {
    String alias = "vectors/history@live";
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      names.add(library.put("history", i, 0, 0, 1).getName());
      setAlias(alias, names.getLast(), "ann");
    }
    setAlias(alias, "", "bob");

    assertThat(rollback(alias).getVersion()).as("it comes back").isEqualTo(names.get(2));
    assertThat(rollback(alias).getVersion()).isEqualTo(names.get(1));
    assertThat(rollback(alias).getVersion()).isEqualTo(names.get(0));
    RemoteError none = ServiceClient.refusal(() -> rollback(alias));
    assertThat(none.reason()).isEqualTo("ALIAS_WITHOUT_PAST");

    List<AliasChange> changes = changes(alias);
    assertThat(changes).hasSize(7);
    assertThat(changes.getFirst().getRollback()).isTrue();
    assertThat(changes.getFirst().getFromVersion()).isEqualTo(names.get(1));
    assertThat(changes.getFirst().getActor()).isEqualTo("carl");
    assertThat(changes.get(3).getToVersion()).isEmpty();
    assertThat(changes.get(3).getActor()).isEqualTo("bob");
    assertThat(changes.getLast().getFromVersion()).isEmpty();
    assertThat(changes("vectors/history")).isEqualTo(changes);
    assertThat(changes("vectors/history@other")).isEmpty();
  }

  @Test
  void ofAThousandWritersExactlyOneMovesTheAliasPerStep() throws InterruptedException {
    int writers = 1000;
    int steps = 2;
    String alias = "vectors/stampede@live";
    List<String> names = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      names.add(library.put("stampede", i, 0, 0, 1).getName());
    }
    setAlias(alias, names.getFirst(), "first");
    for (int step = 1; step <= steps; step++) {
      Race race = race(alias, names.get(step - 1), names.get(step), writers);
      assertThat(race.moved).hasSize(1);
      assertThat(race.refused).hasSize(writers - 1).containsOnly("ALIAS_MOVED");
      assertThat(changes(alias).getFirst().getActor()).isEqualTo(race.moved.getFirst());
    }
    assertThat(changes(alias)).hasSize(steps + 1);
  }

  /** Who moved an alias, and what the others were told. */
  private record Race(List<String> moved, List<String> refused) {}

  private Race race(String alias, String from, String to, int writers) throws InterruptedException {
    Race race =
        new Race(
            Collections.synchronizedList(new ArrayList<>()),
            Collections.synchronizedList(new ArrayList<>()));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      SetAliasRequest request =
          SetAliasRequest.newBuilder()
              .setName(alias)
              .setVersion(to)
              .setExpectedVersion(from)
              .setActor("writer-" + i)
              .build();
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  client.vectors().setAlias(request);
                  race.moved.add(request.getActor());
                } catch (StatusRuntimeException e) {
                  race.refused.add(StatusTranslator.read(e).reason());
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return race;
  }

  private Version version(String name) {
    return client.vectors().getVersion(GetVersionRequest.newBuilder().setName(name).build());
  }

  private void delete(Version version, boolean force) {
    client
        .vectors()
        .deleteVersion(
            DeleteVersionRequest.newBuilder().setName(version.getName()).setForce(force).build());
  }

  private void deleteVector(String id) {
    client
        .vectors()
        .deleteVector(DeleteVectorRequest.newBuilder().setName("vectors/" + id).build());
  }

  private void tag(Version version, List<String> add, List<String> remove) {
    client
        .vectors()
        .setVersionTags(
            SetVersionTagsRequest.newBuilder()
                .setName(version.getName())
                .addAllAdd(add)
                .addAllRemove(remove)
                .build());
  }

  private static ListVersionsRequest.Builder versions(String id) {
    return ListVersionsRequest.newBuilder().setParent("vectors/" + id);
  }

  private List<String> listed(ListVersionsRequest.Builder request) {
    return client.vectors().listVersions(request.build()).getVersionsList().stream()
        .map(Version::getDigest)
        .toList();
  }

  private Version move(
      Version version, VersionState state, @org.jspecify.annotations.Nullable Evidence evidence) {
    SetVersionStateRequest.Builder request =
        SetVersionStateRequest.newBuilder().setName(version.getName()).setState(state);
    if (evidence != null) {
      request.setEvidence(evidence);
    }
    return client.vectors().setVersionState(request.build());
  }

  private static Evidence evidence(double change) {
    return Evidence.newBuilder()
        .setEvaluation("evaluations/side-effects-1")
        .addSideEffects(SideEffect.newBuilder().setName("mmlu").setChange(change).setLimit(0.05))
        .build();
  }

  private void setAlias(String name, String version, String actor) {
    client
        .vectors()
        .setAlias(
            SetAliasRequest.newBuilder().setName(name).setVersion(version).setActor(actor).build());
  }

  private Alias rollback(String name) {
    return client
        .vectors()
        .rollbackAlias(RollbackAliasRequest.newBuilder().setName(name).setActor("carl").build());
  }

  private List<AliasChange> changes(String parent) {
    return client
        .vectors()
        .listAliasChanges(ListAliasChangesRequest.newBuilder().setParent(parent).build())
        .getChangesList();
  }
}
