package org.steermesh.vector.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.steermesh.contract.RemoteError;
import org.steermesh.type.v1.Site;
import org.steermesh.vector.domain.Digests;
import org.steermesh.vector.domain.file.FileLimits;
import org.steermesh.vector.domain.file.Gguf;
import org.steermesh.vector.v1.BlockConvention;
import org.steermesh.vector.v1.BuildMethod;
import org.steermesh.vector.v1.DeleteVectorRequest;
import org.steermesh.vector.v1.ExportVectorRequest;
import org.steermesh.vector.v1.ExportVectorResponse;
import org.steermesh.vector.v1.GetVectorRequest;
import org.steermesh.vector.v1.ReadVersionRequest;
import org.steermesh.vector.v1.ReadVersionResponse;
import org.steermesh.vector.v1.VectorFileFormat;
import org.steermesh.vector.v1.Version;

/** Files of vectors, in and out through the service. */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class VectorFileServiceTest {

  private static final float[] VALUES = {1.5f, -0f, Float.MIN_VALUE, 2e30f};

  @AutoClose private final ServiceClient client = new ServiceClient();
  private final LibraryClient library = new LibraryClient(client);

  @ParameterizedTest
  @EnumSource(
      value = VectorFileFormat.class,
      names = {
        "VECTOR_FILE_FORMAT_GGUF",
        "VECTOR_FILE_FORMAT_SAFETENSORS",
        "VECTOR_FILE_FORMAT_NPZ",
        "VECTOR_FILE_FORMAT_BUNDLE"
      })
  void aVectorGoesOutAndComesBackBitForBit(VectorFileFormat format) {
    Version version = library.put("out", VALUES);

    LibraryClient.Exported exported = library.export(LibraryClient.wish(version.getName(), format));
    assertThat(exported.header().getVersion()).isEqualTo(version);
    assertThat(exported.header().getSizeBytes()).isEqualTo(exported.file().length);
    Version back =
        library.importFile(
            LibraryClient.header("back-" + format.getNumber(), format), exported.file());

    assertThat(library.floats(back)).containsExactly(VALUES);
    assertThat(back.getSizeBytes()).isEqualTo((long) VALUES.length * Float.BYTES);
    assertThat(back.getSites(0).getPayloadDigest())
        .isEqualTo(Digests.sha256(Digests.toBytes(VALUES)));
    assertThat(back.getSites(0).getSite()).isEqualTo(version.getSites(0).getSite());
    assertThat(library.export(LibraryClient.wish(version.getName(), format)).file())
        .as("the same file every time")
        .isEqualTo(exported.file());
  }

  @Test
  void anImportTellsItsFileAndTheModelThatItWasImportedFor() {
    byte[] file = LibraryClient.gguf("llama", 2, VALUES);
    Version version =
        library.importFile(
            LibraryClient.header("told-import", VectorFileFormat.VECTOR_FILE_FORMAT_GGUF)
                .setFileName("cheerful.gguf")
                .setBehaviour("cheer"),
            file);

    assertThat(version.getMethod()).isEqualTo(BuildMethod.BUILD_METHOD_IMPORTED);
    assertThat(version.getModel()).isEqualTo(RuledActivations.MODEL);
    assertThat(version.getModelFingerprint().getWeightsDigest()).isEqualTo("w");
    assertThat(version.getSites(0).getSite().getBlock()).as("direction.2").isEqualTo(2);
    assertThat(version.getBehaviour()).isEqualTo("cheer");
    assertThat(version.getImported().getModelHint()).isEqualTo("llama");
    assertThat(version.getImported().getFileName()).isEqualTo("cheerful.gguf");
    assertThat(version.hasReadPositions()).isFalse();
    assertThat(version.getDataset()).isEmpty();
    assertThat(
            library.importFile(
                LibraryClient.header("told-import", VectorFileFormat.VECTOR_FILE_FORMAT_GGUF)
                    .setFileName("cheerful.gguf")
                    .setBehaviour("cheer"),
                file))
        .as("an import repeated")
        .isEqualTo(version);
  }

  /** The number of a direction is that of the block at whose output llama.cpp adds it. */
  @Test
  void aControlVectorThatLlamaCppWroteIsImportedBlockByBlockAndGoesOutAgain() throws Exception {
    byte[] file;
    try (var in = Gguf.class.getResourceAsStream("corpus/llama-cpp.gguf")) {
      file = Objects.requireNonNull(in).readAllBytes();
    }
    Version version =
        library.importFile(
            LibraryClient.header("llama-cpp", VectorFileFormat.VECTOR_FILE_FORMAT_GGUF), file);

    assertThat(version.getSitesList())
        .extracting(site -> site.getSite().getBlock())
        .containsExactly(1, 2);
    assertThat(version.getImported().getConvention())
        .isEqualTo(BlockConvention.BLOCK_CONVENTION_BLOCK_OUTPUT);
    assertThat(version.getImported().getModelHint()).isEqualTo("llama");
    assertThat(version.getImported().getFileDigest()).isEqualTo(Digests.sha256(file));
    byte[] exported =
        library
            .export(LibraryClient.wish(version.getName(), VectorFileFormat.VECTOR_FILE_FORMAT_GGUF))
            .file();
    Gguf sent = Gguf.read(ByteBuffer.wrap(file), FileLimits.ofBytes(file.length, ""));
    Gguf back = Gguf.read(ByteBuffer.wrap(exported), FileLimits.ofBytes(exported.length, ""));
    assertThat(back.directions()).containsOnlyKeys(1, 2);
    back.directions()
        .forEach(
            (block, floats) -> assertThat(floats).containsExactly(sent.directions().get(block)));
  }

  @Test
  void aBundleKeepsDigestProvenanceAndTimeUnderAnotherName() {
    Version version = library.put("bundled", java.util.Map.of("shipped", "red"), VALUES);
    byte[] bundle =
        library
            .export(
                LibraryClient.wish(version.getName(), VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE))
            .file();
    client
        .vectors()
        .deleteVector(DeleteVectorRequest.newBuilder().setName("vectors/bundled").build());

    Version back =
        library.importFile(
            LibraryClient.header("unbundled", VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE), bundle);
    assertThat(back)
        .isEqualTo(
            version.toBuilder()
                .setName("vectors/unbundled/versions/" + version.getDigest())
                .build());
  }

  @Test
  void aBundleWhoseContentWasChangedIsRefusedAndNothingIsStored() {
    Version version = library.put("changed", VALUES);
    byte[] bundle =
        library
            .export(
                LibraryClient.wish(version.getName(), VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE))
            .file();
    String text = new String(bundle, java.nio.charset.StandardCharsets.ISO_8859_1);
    byte[] forged =
        text.replace("models/ruled", "models/other")
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

    RemoteError error =
        ServiceClient.refusal(() ->
            library.importFile(
                LibraryClient.header("forged", VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE),
                forged));
    assertThat(error.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(error.reason()).isEqualTo("VECTOR_FILE_INVALID");
    assertThat(
            ServiceClient.refusal(() ->
                    client
                        .vectors()
                        .getVector(GetVectorRequest.newBuilder().setName("vectors/forged").build()))
                .reason())
        .isEqualTo("VECTOR_NOT_FOUND");
  }

  @Test
  void aNumberThatCountsHiddenStatesIsConvertedAndTheConventionKept() {
    byte[] rows =
        LibraryClient.npy(
            new float[] {0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8}, 3, RuledActivations.WIDTH);
    Version version =
        library.importFile(
            LibraryClient.header("hidden", VectorFileFormat.VECTOR_FILE_FORMAT_NPY)
                .setConvention(BlockConvention.BLOCK_CONVENTION_HIDDEN_STATES)
                .setDefaultSite(Site.newBuilder().setBlock(1)),
            rows);

    assertThat(version.getSitesList())
        .extracting(site -> site.getSite().getBlock())
        .containsExactly(0, 1);
    assertThat(version.getImported().getConvention())
        .isEqualTo(BlockConvention.BLOCK_CONVENTION_HIDDEN_STATES);
    RemoteError gguf =
        ServiceClient.refusal(() ->
            library.export(
                LibraryClient.wish(version.getName(), VectorFileFormat.VECTOR_FILE_FORMAT_GGUF)));
    assertThat(gguf.reason()).as("block 0").isEqualTo("VECTOR_NOT_EXPRESSIBLE");
  }

  @Test
  void whatDoesNotFitTheModelIsRefused() {
    assertThat(ServiceClient.refusal(() -> library.put("wide", 1, 2, 3)).reason())
        .isEqualTo("VECTOR_WIDTH_MISMATCH");
    assertThat(ServiceClient.refusal(() -> library.put("zero", 0, 0, 0, 0)).reason())
        .isEqualTo("VECTOR_ZERO");
    assertThat(ServiceClient.refusal(() -> library.put("nan", 0, Float.NaN, 0, 0)).reason())
        .isEqualTo("NOT_FINITE");
    byte[] deep = LibraryClient.gguf("", 99, VALUES);
    assertThat(
            ServiceClient.refusal(() ->
                    library.importFile(
                        LibraryClient.header("deep", VectorFileFormat.VECTOR_FILE_FORMAT_GGUF),
                        deep))
                .reason())
        .isEqualTo("SITE_OUTSIDE_MODEL");
    assertThat(
            ServiceClient.refusal(() ->
                    library.importFile(
                        LibraryClient.header("open", VectorFileFormat.VECTOR_FILE_FORMAT_NPY),
                        LibraryClient.npy(VALUES, VALUES.length)))
                .reason())
        .isEqualTo("SITE_REQUIRED");
  }

  @Test
  void aFileBeyondTheBoundIsRefusedWhileItComes() {
    RemoteError error =
        ServiceClient.refusal(() ->
            library.importFile(
                LibraryClient.header("large", VectorFileFormat.VECTOR_FILE_FORMAT_NPY),
                new byte[TestMesh.MAX_FILE_BYTES + 1]));
    assertThat(error.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(error.reason()).isEqualTo("VECTOR_FILE_TOO_LARGE");
  }

  @Test
  void aSparseVersionComesBackFromItsBundleRowByRow() throws Exception {
    Version version = library.buildSparse("sparse-bundle", RuledSaes.JUMP);
    byte[] bundle =
        library
            .export(
                LibraryClient.wish(version.getName(), VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE))
            .file();
    Version back =
        library.importFile(
            LibraryClient.header("sparse-back", VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE),
            bundle);

    assertThat(back.getDigest()).isEqualTo(version.getDigest());
    assertThat(back.getSparse()).isEqualTo(version.getSparse());
    assertThat(back.getSites(0)).isEqualTo(version.getSites(0));
    assertThat(back.getSizeBytes()).isEqualTo(storedBytes(version));
    assertThat(payload(back)).isEqualTo(payload(version)).isNotEmpty();
    assertThat(
            ServiceClient.refusal(() ->
                    library.export(
                        LibraryClient.wish(
                            version.getName(), VectorFileFormat.VECTOR_FILE_FORMAT_GGUF)))
                .reason())
        .isEqualTo("VECTOR_NOT_EXPRESSIBLE");
  }

  @Test
  void aSparseVersionLargerThanAFileInMemoryGoesOutAndComesBackAsABundle() throws Exception {
    Version version = library.buildSparse("sparse-large", RuledSaes.TOP_K);
    byte[] bundle =
        library
            .export(
                LibraryClient.wish(version.getName(), VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE))
            .file();
    assertThat(bundle).hasSizeGreaterThan(TestMesh.MAX_FILE_BYTES);

    Version back =
        library.importFile(
            LibraryClient.header("sparse-large-back", VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE),
            bundle);
    assertThat(back.getDigest()).isEqualTo(version.getDigest());
    assertThat(payload(back)).isEqualTo(payload(version)).hasSizeGreaterThan(1);
  }

  @Test
  void callersWhoTakeNothingKeepNobodyElseWaiting() throws Exception {
    Version version = library.buildSparse("sparse-stalled", RuledSaes.TOP_K);
    ExportVectorRequest request =
        LibraryClient.wish(version.getName(), VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE).build();
    List<Iterator<ExportVectorResponse>> stalled = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      stalled.add(client.vectors().exportVector(request));
      assertThat(stalled.getLast().next().hasHeader()).isTrue();
    }

    assertThat(library.export(request.toBuilder()).file())
        .hasSizeGreaterThan(TestMesh.MAX_FILE_BYTES);
    assertThat(stalled).allMatch(answers -> answers.next().getData().size() > 0);
  }

  /** Of a sparse version: what Redis holds of it beside its record. */
  private static long storedBytes(Version version) {
    String id = version.getName().replace("vectors/", "").replace("/versions/", ":");
    String url = ConfigProvider.getConfig().getValue("steermesh.redis.url", String.class);
    try (RedisClient redis = RedisClient.create(url);
        var connection = redis.connect(ByteArrayCodec.INSTANCE)) {
      var commands = connection.sync();
      long rows =
          commands.hvals(("{steermesh-vector}:rows:" + id).getBytes(UTF_8)).stream()
              .mapToLong(row -> row.length)
              .sum();
      byte[] key = ("{steermesh-vector}:version:" + id).getBytes(UTF_8);
      return rows + commands.hstrlen(key, "site:0".getBytes(UTF_8));
    }
  }

  private List<ReadVersionResponse> payload(Version version) {
    List<ReadVersionResponse> answers = new ArrayList<>();
    client
        .vectors()
        .readVersion(ReadVersionRequest.newBuilder().setName(version.getName()).build())
        .forEachRemaining(answers::add);
    return answers.subList(1, answers.size());
  }
}
