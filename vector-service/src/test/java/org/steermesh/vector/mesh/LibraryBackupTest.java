package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.client.Endpoints;
import org.steermesh.cli.client.LibraryBackup;
import org.steermesh.cli.client.LibraryCheck;
import org.steermesh.cli.client.LibraryRestore;
import org.steermesh.cli.client.LibraryWalk;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.mesh.Service;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.vector.domain.Digests;
import org.steermesh.vector.domain.LargeVersions;
import org.steermesh.vector.domain.VectorCatalog;
import org.steermesh.vector.domain.VectorStore;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.DatasetItem;
import org.steermesh.vector.v1.Evidence;
import org.steermesh.vector.v1.ReadDatasetRequest;
import org.steermesh.vector.v1.SetAliasRequest;
import org.steermesh.vector.v1.SetVersionDescriptionRequest;
import org.steermesh.vector.v1.SetVersionStateRequest;
import org.steermesh.vector.v1.SetVersionTagsRequest;
import org.steermesh.vector.v1.SideEffect;
import org.steermesh.vector.v1.TaskPart;
import org.steermesh.vector.v1.Vector;
import org.steermesh.vector.v1.VectorFileFormat;
import org.steermesh.vector.v1.Version;
import org.steermesh.vector.v1.VersionState;

/** A library goes into a file, out of an emptied Redis, and back. */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class LibraryBackupTest {

  private static final VersionState CANDIDATE = VersionState.VERSION_STATE_CANDIDATE;
  private static final VersionState EVALUATED = VersionState.VERSION_STATE_EVALUATED;
  private static final VersionState LIVE = VersionState.VERSION_STATE_LIVE;
  private static final VersionState RETIRED = VersionState.VERSION_STATE_RETIRED;

  @TempDir Path folder;
  @Inject VectorStore store;

  @AutoClose private final ServiceClient client = new ServiceClient();
  private final LibraryClient library = new LibraryClient(client);
  private MeshClient mesh;

  @BeforeEach
  void connect() {
    RedisHand.empty();
    int port = ConfigProvider.getConfig().getValue("quarkus.grpc.server.test-port", Integer.class);
    mesh = new MeshClient(new Endpoints("127.0.0.1", Map.of(Service.VECTOR, port)));
  }

  @AfterEach
  void close() {
    mesh.close();
  }

  /** All that a library tells of itself, but for who restored it. */
  private record Told(
      List<Dataset> datasets,
      List<List<DatasetItem>> items,
      List<Vector> vectors,
      List<Version> versions) {}

  private Told told() {
    List<Dataset> datasets = LibraryWalk.datasets(mesh);
    List<Vector> vectors = LibraryWalk.vectors(mesh);
    return new Told(
        datasets.stream().map(each -> each.toBuilder().clearRestored().build()).toList(),
        datasets.stream().map(each -> items(each.getName())).toList(),
        vectors,
        vectors.stream()
            .flatMap(vector -> LibraryWalk.versions(mesh, vector.getName()).stream())
            .map(version -> version.toBuilder().clearStateActor().build())
            .toList());
  }

  private List<DatasetItem> items(String dataset) {
    List<DatasetItem> items = new ArrayList<>();
    client
        .vectors()
        .readDataset(ReadDatasetRequest.newBuilder().setName(dataset).build())
        .forEachRemaining(answer -> items.addAll(answer.getItemsList()));
    return items;
  }

  @Test
  void everythingComesBackIntoAnEmptyMesh() throws IOException {
    Version live = fill();
    TaskClient tasks = new TaskClient(client);
    var view = tasks.read("items", TaskClient.paper(7), TaskPart.TASK_PART_TRAIN);
    Told before = told();
    Path file = folder.resolve("library.zip");
    LibraryBackup.Written written = LibraryBackup.write(mesh, file);
    assertThat(written).isEqualTo(new LibraryBackup.Written(2, 3, 7));
    assertThat(history(file)).contains("\"actor\":\"ann\"");

    RedisHand.empty();
    LibraryRestore.Restored restored = LibraryRestore.read(mesh, file, "bob");

    assertThat(restored).isEqualTo(new LibraryRestore.Restored(2, 3, 7, 2, List.of()));
    Told after = told();
    assertThat(after.datasets()).isEqualTo(before.datasets());
    assertThat(after.items()).isEqualTo(before.items());
    assertThat(after.vectors()).isEqualTo(before.vectors());
    assertThat(after.versions()).isEqualTo(withoutEvidenceOfCandidates(before.versions()));
    assertThat(tasks.read("items", TaskClient.paper(7), TaskPart.TASK_PART_TRAIN)).isEqualTo(view);
    assertThat(LibraryWalk.datasets(mesh)).allMatch(Dataset::getRestored);
    assertThat(library.floats(live)).containsExactly(3, 0, 0, 1);
    assertThat(LibraryCheck.run(mesh)).isEqualTo(new LibraryCheck.Result(7, 2, 2, List.of()));
  }

  @Test
  void aSecondRestoreChangesNothing() {
    fill();
    Path file = folder.resolve("library.zip");
    LibraryBackup.write(mesh, file);
    RedisHand.empty();
    LibraryRestore.read(mesh, file, "bob");
    Told once = told();
    int moves = LibraryWalk.changes(mesh, "vectors/states").size();

    assertThat(LibraryRestore.read(mesh, file, "carl").kept()).isEmpty();
    assertThat(told()).isEqualTo(once);
    assertThat(LibraryWalk.changes(mesh, "vectors/states")).hasSize(moves);
  }

  @Test
  void anInterruptedRestoreIsFinishedByTheNext() {
    Version live = fill();
    byte[] bundle = bundle(live);
    Path file = folder.resolve("library.zip");
    LibraryBackup.write(mesh, file);
    RedisHand.empty();
    LibraryRestore.read(mesh, file, "bob");
    Told whole = told();

    RedisHand.empty();
    Version half = put("states", bundle);
    move(half, EVALUATED, evidence(-0.02));
    assertThat(LibraryRestore.read(mesh, file, "bob").kept()).isEmpty();
    assertThat(told().versions()).containsExactlyInAnyOrderElementsOf(whole.versions());
    assertThat(told().datasets()).isEqualTo(whole.datasets());
  }

  @Test
  void whatIsThereOtherwiseStaysAndIsTold() {
    Version live = fill();
    byte[] bundle = bundle(live);
    Path file = folder.resolve("library.zip");
    LibraryBackup.write(mesh, file);
    RedisHand.empty();
    client.upload("pairs", ServiceClient.items(5));
    Version there = put("states", bundle);
    move(there, EVALUATED, evidence(-0.04));
    describe(there, "of this mesh");
    Version other = library.put("states", 9, 9, 9, 9);
    alias("vectors/states@live", other);

    assertThat(LibraryRestore.read(mesh, file, "bob").kept())
        .extracting(LibraryRestore.Kept::name)
        .containsExactlyInAnyOrder(
            "datasets/pairs", there.getName(), there.getName(), "vectors/states@live");
    Version now =
        LibraryWalk.versions(mesh, "vectors/states").stream()
            .filter(version -> version.getName().equals(there.getName()))
            .findFirst()
            .orElseThrow();
    assertThat(now.getState()).isEqualTo(EVALUATED);
    assertThat(now.getEvidence()).isEqualTo(evidence(-0.04));
    assertThat(now.getDescription()).isEqualTo("of this mesh");
    assertThat(LibraryWalk.vectors(mesh).get(2).getAliases(0).getVersion())
        .isEqualTo(other.getName());
  }

  @Test
  void aCandidateThatWasSentBackIsNotPromotedAgain() {
    Version version = library.put("back", 1, 2, 3, 4);
    move(version, EVALUATED, evidence(-0.02));
    move(version, LIVE, null);
    Path file = folder.resolve("library.zip");
    LibraryBackup.write(mesh, file);
    move(version, RETIRED, null);
    move(version, CANDIDATE, null);

    assertThat(LibraryRestore.read(mesh, file, "bob").kept())
        .extracting(LibraryRestore.Kept::why)
        .containsExactly("is candidate; in the backup live");
    assertThat(LibraryWalk.versions(mesh, "vectors/back").getFirst().getState())
        .isEqualTo(CANDIDATE);
  }

  @Test
  void verifyFindsTheOneBrokenPayload() {
    Version live = fill();
    RedisHand.run(redis ->
        redis.hset(
            RedisHand.TAG + "version:states:" + live.getDigest(),
            "site:0",
            Digests.toBytes(new float[] {3, 0, 0, 2})));

    LibraryCheck.Result result = LibraryCheck.run(mesh);
    assertThat(result.findings())
        .extracting(LibraryCheck.Finding::name)
        .containsExactly(live.getName());
    assertThat(result.findings().getFirst().broken()).isTrue();
    assertThat(result.versions()).isEqualTo(7);
    assertThatThrownBy(() -> LibraryBackup.write(mesh, folder.resolve("library.zip")))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DATA_LOSS));
  }

  @Test
  void aVersionTooLargeForABundleIsNamedWithTheSettingThatBoundsIt() throws IOException {
    library.put("small", 1, 2, 3, 4);
    int width = TestMesh.MAX_FILE_BYTES / Float.BYTES + 1;
    String name = VectorCatalog.nameOf(LargeVersions.put(store, "wide", width)).toString();

    assertThatThrownBy(() -> LibraryBackup.write(mesh, folder.resolve("library.zip")))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("steermesh.library.max-file-bytes");
    assertThatThrownBy(() -> LibraryCheck.run(mesh))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(StatusTranslator.read(e).reason()).isEqualTo("VECTOR_FILE_TOO_LARGE"));
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  /** Two data sets, a version in every state, tags, aliases, a child; gives the live version. */
  private Version fill() {
    client.upload("pairs", ServiceClient.items(130));
    new TaskClient(client).upload("items", "arc", TaskClient.resource("tasks/arc-challenge.jsonl"));
    Version back = library.put("states", 1, 0, 0, 1);
    move(back, EVALUATED, evidence(-0.01));
    move(back, RETIRED, null);
    move(back, CANDIDATE, null);
    Version evaluated = library.put("states", 2, 0, 0, 1);
    move(evaluated, EVALUATED, evidence(0));
    Version live = library.put("states", 3, 0, 0, 1);
    move(live, EVALUATED, evidence(-0.02));
    move(live, LIVE, null);
    describe(live, "for greetings\nand farewells");
    Version retired = library.put("states", 4, 0, 0, 1);
    move(retired, EVALUATED, evidence(-0.03));
    move(retired, RETIRED, null);
    Version never = library.put("states", Map.of("note", "warm"), 5, 0, 0, 1);
    move(never, RETIRED, null);
    tag(live, "blue", "keep");
    alias("vectors/states@live", retired);
    alias("vectors/states@live", live);
    alias("vectors/states@next", evaluated);
    Version axis = library.put("axis", 0, 1, 0, 0);
    client.vectors().composeVectors(LibraryClient.sum("mixed", live, axis).build());
    return live;
  }

  private static List<Version> withoutEvidenceOfCandidates(List<Version> versions) {
    return versions.stream()
        .map(version ->
            version.getState() == CANDIDATE ? version.toBuilder().clearEvidence().build() : version)
        .toList();
  }

  private static String history(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return new String(
          zip.getInputStream(zip.getEntry("vectors/states/history.jsonl")).readAllBytes(),
          StandardCharsets.UTF_8);
    }
  }

  private byte[] bundle(Version version) {
    return library
        .export(LibraryClient.wish(version.getName(), VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE))
        .file();
  }

  private Version put(String id, byte[] bundle) {
    return library.importFile(
        LibraryClient.header(id, VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE), bundle);
  }

  private void move(Version version, VersionState state, @Nullable Evidence evidence) {
    SetVersionStateRequest.Builder request =
        SetVersionStateRequest.newBuilder()
            .setName(version.getName())
            .setState(state)
            .setActor("ann");
    if (evidence != null) {
      request.setEvidence(evidence);
    }
    client.vectors().setVersionState(request.build());
  }

  private static Evidence evidence(double change) {
    return Evidence.newBuilder()
        .setEvaluation("evaluations/side-effects-1")
        .addSideEffects(SideEffect.newBuilder().setName("mmlu").setChange(change).setLimit(0.05))
        .build();
  }

  private void tag(Version version, String... tags) {
    client
        .vectors()
        .setVersionTags(
            SetVersionTagsRequest.newBuilder()
                .setName(version.getName())
                .addAllAdd(List.of(tags))
                .build());
  }

  private void describe(Version version, String text) {
    client
        .vectors()
        .setVersionDescription(
            SetVersionDescriptionRequest.newBuilder()
                .setName(version.getName())
                .setDescription(text)
                .build());
  }

  private void alias(String name, Version version) {
    client
        .vectors()
        .setAlias(
            SetAliasRequest.newBuilder()
                .setName(name)
                .setVersion(version.getName())
                .setActor("ann")
                .build());
  }
}
