package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.SteermeshException;
import org.steermesh.vector.domain.CompositionRecipe;
import org.steermesh.vector.domain.VectorStore;
import org.steermesh.vector.v1.DeleteVectorRequest;
import org.steermesh.vector.v1.DeleteVersionRequest;
import org.steermesh.vector.v1.Evidence;
import org.steermesh.vector.v1.RollbackAliasRequest;
import org.steermesh.vector.v1.SetAliasRequest;
import org.steermesh.vector.v1.SetVersionStateRequest;
import org.steermesh.vector.v1.SideEffect;
import org.steermesh.vector.v1.Version;
import org.steermesh.vector.v1.VersionState;

/** What is in use stays: by a state, by aliases, by what was made of it. */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class UseTest {

  @AutoClose private final ServiceClient client = new ServiceClient();
  private final LibraryClient library = new LibraryClient(client);

  @Inject VectorStore store;

  @Test
  void aLiveVersionIsDeletedByForceOnly() {
    Version version = library.put("in-life", 1, 2, 3, 4);
    library.put("in-life", 4, 3, 2, 1);
    evaluate(version);
    move(version, VersionState.VERSION_STATE_LIVE);

    RemoteError ofVersion = ServiceClient.refusal(() -> delete(version, false));
    assertThat(ofVersion.reason()).isEqualTo("VERSION_IN_USE");
    assertThat(ofVersion.message()).contains("is live");
    RemoteError ofVector = ServiceClient.refusal(() -> deleteVector("in-life", false));
    assertThat(ofVector.reason()).isEqualTo("VECTOR_IN_USE");
    delete(version, true);
    deleteVector("in-life", false);
  }

  @Test
  void aParentThatComesBackIsStillAParent() {
    Version parent = library.put("back-again", 1, 2, 3, 4);
    Version child = compose("back-child", parent);
    delete(parent, true);
    assertThat(library.put("back-again", 1, 2, 3, 4)).isNotNull();

    RemoteError error = ServiceClient.refusal(() -> delete(parent, false));
    assertThat(error.metadata()).containsEntry("children", child.getName());

    deleteVector("back-again", true);
    library.put("back-again", 1, 2, 3, 4);
    assertThat(ServiceClient.refusal(() -> deleteVector("back-again", false)).reason())
        .isEqualTo("VECTOR_IN_USE");
    delete(child, false);
    deleteVector("back-again", false);
  }

  @Test
  void nothingIsComposedOfAVersionThatIsGone() {
    var composed =
        Versions.composed(
            "orphan", List.of(new CompositionRecipe.Parent("never-was", Versions.digest("ab"), 1)));

    assertThatThrownBy(() -> store.putComposed(composed, Versions.VALUES))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            error -> {
              assertThat(error.reason()).isEqualTo(ErrorReason.VERSION_NOT_FOUND);
              assertThat(error).hasMessageContaining("vectors/never-was/versions/ab");
            });
    assertThat(store.find("orphan")).isEmpty();
    assertThat(store.putIfAbsent(composed, Versions.VALUES))
        .as("a bundle of another cluster")
        .isEqualTo(composed);
  }

  @Test
  void anAliasGoesBackOnlyToAVersionInTheStateRequired() {
    Version first = library.put("back-state", 1, 2, 3, 4);
    setAlias("vectors/back-state@live", first);
    setAlias("vectors/back-state@live", library.put("back-state", 4, 3, 2, 1));
    RollbackAliasRequest request =
        RollbackAliasRequest.newBuilder()
            .setName("vectors/back-state@live")
            .setRequiredState(VersionState.VERSION_STATE_EVALUATED)
            .build();

    RemoteError error = ServiceClient.refusal(() -> client.vectors().rollbackAlias(request));
    assertThat(error.reason()).isEqualTo("STATE_NOT_REACHABLE");
    assertThat(error.metadata()).containsEntry("state", "CANDIDATE");
    evaluate(first);
    assertThat(client.vectors().rollbackAlias(request).getVersion()).isEqualTo(first.getName());
  }

  @Test
  void aVectorHasAHundredAliasesAndErrorsNameTen() {
    Version version = library.put("aliased", 1, 2, 3, 4);
    for (int i = 0; i < 100; i++) {
      setAlias("vectors/aliased@a" + i, version);
    }
    setAlias("vectors/aliased@a0", version);

    assertThat(ServiceClient.refusal(() -> setAlias("vectors/aliased@more", version)).reason())
        .isEqualTo("ALIASES_TOO_MANY");
    RemoteError error = ServiceClient.refusal(() -> deleteVector("aliased", false));
    assertThat(error.metadata())
        .hasEntrySatisfying("aliases", names -> assertThat(names.split(",")).hasSize(10));
    assertThat(error.message()).contains("and 90 more");
  }

  private Version compose(String id, Version parent) {
    return client.vectors().composeVectors(LibraryClient.sum(id, parent).build());
  }

  private void evaluate(Version version) {
    client
        .vectors()
        .setVersionState(
            SetVersionStateRequest.newBuilder()
                .setName(version.getName())
                .setState(VersionState.VERSION_STATE_EVALUATED)
                .setEvidence(
                    Evidence.newBuilder()
                        .setEvaluation("evaluations/use")
                        .addSideEffects(SideEffect.newBuilder().setName("mmlu").setLimit(1)))
                .build());
  }

  private void move(Version version, VersionState state) {
    client
        .vectors()
        .setVersionState(
            SetVersionStateRequest.newBuilder().setName(version.getName()).setState(state).build());
  }

  private void setAlias(String name, Version version) {
    client
        .vectors()
        .setAlias(SetAliasRequest.newBuilder().setName(name).setVersion(version.getName()).build());
  }

  private void delete(Version version, boolean force) {
    client
        .vectors()
        .deleteVersion(
            DeleteVersionRequest.newBuilder().setName(version.getName()).setForce(force).build());
  }

  private void deleteVector(String id, boolean force) {
    client
        .vectors()
        .deleteVector(
            DeleteVectorRequest.newBuilder().setName("vectors/" + id).setForce(force).build());
  }
}
