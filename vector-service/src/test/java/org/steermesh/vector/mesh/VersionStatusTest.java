package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.ListVersionsRequest;
import org.steermesh.vector.v1.SetVersionDescriptionRequest;
import org.steermesh.vector.v1.SetVersionStateRequest;
import org.steermesh.vector.v1.SetVersionTagsRequest;
import org.steermesh.vector.v1.VectorFileFormat;
import org.steermesh.vector.v1.Version;
import org.steermesh.vector.v1.VersionState;

/** What is said of a version while its content stays. */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class VersionStatusTest {

  @AutoClose private final ServiceClient client = new ServiceClient();
  private final LibraryClient library = new LibraryClient(client);

  @Test
  void aDescriptionIsFoundByItsWordsAndLeavesTheDigest() {
    Version version = library.put("described", 1, 2, 3, 4);
    library.put("described", 4, 3, 2, 1);

    Version described = describe(version, "Polite farewells,\nnever greetings");
    assertThat(described.getDescription()).isEqualTo("Polite farewells,\nnever greetings");
    assertThat(described.getDigest()).isEqualTo(version.getDigest());
    assertThat(
            client
                .vectors()
                .listVersions(
                    ListVersionsRequest.newBuilder()
                        .setParent("vectors/described")
                        .setQuery("FAREWELLS polite")
                        .build())
                .getVersionsList())
        .containsExactly(described);
    assertThat(describe(version, "").getDescription()).isEmpty();
  }

  @Test
  void aDescriptionIsBounded() {
    Version version = library.put("bounded", 1, 2, 3, 4);
    assertThat(describe(version, "x".repeat(4096)).getDescription()).hasSize(4096);
    for (String text : new String[] {"x".repeat(4097), "bell \u0007"}) {
      assertThat(ServiceClient.refusal(() -> describe(version, text)).violations())
          .extracting(violation -> violation.field())
          .containsExactly("description");
    }
  }

  @Test
  void whoMovedAVersionIsToldAndSurvivesItsOtherChanges() {
    Version version = library.put("moved", 1, 2, 3, 4);
    assertThat(version.getStateActor()).isEmpty();
    client
        .vectors()
        .setVersionState(
            SetVersionStateRequest.newBuilder()
                .setName(version.getName())
                .setState(VersionState.VERSION_STATE_RETIRED)
                .setActor("ann")
                .build());
    describe(version, "superseded");
    client
        .vectors()
        .setVersionTags(
            SetVersionTagsRequest.newBuilder().setName(version.getName()).addAdd("old").build());

    Version now =
        client
            .vectors()
            .getVersion(GetVersionRequest.newBuilder().setName(version.getName()).build());
    assertThat(now.getState()).isEqualTo(VersionState.VERSION_STATE_RETIRED);
    assertThat(now.getStateActor()).isEqualTo("ann");
    assertThat(now.getDescription()).isEqualTo("superseded");
    assertThat(now.getTagsList()).containsExactly("old");
  }

  @Test
  void aBundleIsTheSameWhateverIsSaidOfItsVersion() {
    Version version = library.put("same-bundle", 1, 2, 3, 4);
    byte[] before = bundle(version);
    describe(version, "for greetings");
    client
        .vectors()
        .setVersionState(
            SetVersionStateRequest.newBuilder()
                .setName(version.getName())
                .setState(VersionState.VERSION_STATE_RETIRED)
                .setActor("ann")
                .build());
    assertThat(bundle(version)).isEqualTo(before);
  }

  private byte[] bundle(Version version) {
    return library
        .export(LibraryClient.wish(version.getName(), VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE))
        .file();
  }

  private Version describe(Version version, String text) {
    return client
        .vectors()
        .setVersionDescription(
            SetVersionDescriptionRequest.newBuilder()
                .setName(version.getName())
                .setDescription(text)
                .build());
  }
}
