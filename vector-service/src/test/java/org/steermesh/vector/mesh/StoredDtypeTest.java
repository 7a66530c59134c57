package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.Operation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.steermesh.contract.FieldViolation;
import org.steermesh.contract.RemoteError;
import org.steermesh.type.v1.Dtype;
import org.steermesh.type.v1.Site;
import org.steermesh.vector.domain.Digests;
import org.steermesh.vector.domain.StoredDtype;
import org.steermesh.vector.v1.BuildMethod;
import org.steermesh.vector.v1.BuildVectorRequest;
import org.steermesh.vector.v1.GetVectorRequest;
import org.steermesh.vector.v1.ImportVectorHeader;
import org.steermesh.vector.v1.SparseParameters;
import org.steermesh.vector.v1.VectorFileFormat;
import org.steermesh.vector.v1.Version;

/** Versions whose floats are stored as float16, because somebody asked for it. */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class StoredDtypeTest {

  private static final float[] VALUES = {1.0001f, -0f, 3e-8f, 65_519};

  /** The nearest numbers of float16: 3e-8 is half of the smallest, and a little. */
  private static final float[] ROUNDED = {1, -0f, 0x1p-24f, 65_504};

  private ServiceClient client;
  private LibraryClient library;

  @BeforeEach
  void connect() {
    client = new ServiceClient();
    library = new LibraryClient(client);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void anImportIsRoundedOnceAndSaysSo() {
    Version half = put("half-import", Dtype.DTYPE_F16, VALUES);

    assertThat(half.getStoredDtype()).isEqualTo(Dtype.DTYPE_F16);
    assertThat(half.getSizeBytes()).isEqualTo((long) VALUES.length * Short.BYTES);
    assertThat(library.floats(half)).containsExactly(ROUNDED);
    assertThat(half.getSites(0).getPayloadDigest())
        .isEqualTo(Digests.sha256(StoredDtype.F16.toBytes(ROUNDED)));
    assertThat(half.getSites(0).getVectorNorm())
        .isEqualTo(Math.sqrt(1 + 0x1p-48 + 65_504.0 * 65_504));
  }

  @Test
  void theSameVectorStoredAsFloat32IsAnotherVersion() {
    Version half = put("half-other", Dtype.DTYPE_F16, ROUNDED);
    Version whole = put("half-other", Dtype.DTYPE_UNSPECIFIED, ROUNDED);

    assertThat(whole.getStoredDtype()).isEqualTo(Dtype.DTYPE_F32);
    assertThat(whole.getDigest()).isNotEqualTo(half.getDigest());
    assertThat(library.floats(whole)).containsExactly(library.floats(half));
    assertThat(put("half-other", Dtype.DTYPE_F16, ROUNDED)).isEqualTo(half);
  }

  @ParameterizedTest
  @EnumSource(
      value = VectorFileFormat.class,
      names = {
        "VECTOR_FILE_FORMAT_GGUF",
        "VECTOR_FILE_FORMAT_SAFETENSORS",
        "VECTOR_FILE_FORMAT_NPY",
        "VECTOR_FILE_FORMAT_NPZ"
      })
  void itGoesOutAndComesBackWithoutLoss(VectorFileFormat format) {
    Version half = put("half-out", Dtype.DTYPE_F16, VALUES);
    byte[] file = library.export(LibraryClient.wish(half.getName(), format)).file();

    ImportVectorHeader.Builder header =
        LibraryClient.header("half-back-" + format.getNumber(), format)
            .setStoredDtype(Dtype.DTYPE_F16);
    if (format == VectorFileFormat.VECTOR_FILE_FORMAT_NPY) {
      header.setSite(half.getSites(0).getSite());
    }
    Version back = library.importFile(header, file);
    assertThat(library.floats(back)).containsExactly(ROUNDED);
    assertThat(back.getSites(0)).isEqualTo(half.getSites(0));
  }

  @Test
  void aBundleKeepsTheDtypeAndTheDigest() {
    Version half = put("half-bundle", Dtype.DTYPE_F16, VALUES);
    byte[] bundle =
        library
            .export(LibraryClient.wish(half.getName(), VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE))
            .file();

    ImportVectorHeader.Builder header =
        LibraryClient.header("half-unbundled", VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE);
    Version back = library.importFile(header, bundle);
    assertThat(back.getDigest()).isEqualTo(half.getDigest());
    assertThat(back.getStoredDtype()).isEqualTo(Dtype.DTYPE_F16);
    assertThat(library.floats(back)).containsExactly(ROUNDED);
    assertThat(
            ServiceClient.refusal(() ->
                    library.importFile(header.clone().setStoredDtype(Dtype.DTYPE_F16), bundle))
                .violations())
        .extracting(FieldViolation::field)
        .containsExactly("header.stored_dtype");
  }

  @Test
  void whatFloat16HasNoPlaceForIsRefusedAndNothingIsStored() {
    RemoteError large =
        ServiceClient.refusal(() -> put("half-large", Dtype.DTYPE_F16, 1, 65_520, 0, 0));
    assertThat(large.reason()).isEqualTo("DTYPE_TOO_NARROW");
    assertThat(large.metadata())
        .containsEntry("value", "65520.0")
        .containsEntry("stored_dtype", "float16");
    RemoteError small =
        ServiceClient.refusal(() -> put("half-small", Dtype.DTYPE_F16, 2.9e-8f, 0, 0, -1e-9f));
    assertThat(small.reason()).isEqualTo("DTYPE_TOO_NARROW");
    assertThat(small.message()).contains("would be 0");
    assertThat(ServiceClient.refusal(() -> put("half-bf16", Dtype.DTYPE_BF16, VALUES)).violations())
        .extracting(FieldViolation::field)
        .containsExactly("header.stored_dtype");

    for (String id : List.of("half-large", "half-small", "half-bf16")) {
      assertThat(
              ServiceClient.refusal(() ->
                      client
                          .vectors()
                          .getVector(
                              GetVectorRequest.newBuilder().setName("vectors/" + id).build()))
                  .reason())
          .isEqualTo("VECTOR_NOT_FOUND");
    }
  }

  @Test
  void aBuildIsStoredAsItWasAskedFor() throws Exception {
    client.upload("half-build", ServiceClient.items(1));
    Version whole = await(build("half-build")).getResponse().unpack(Version.class);
    Version half =
        await(build("half-build").setStoredDtype(Dtype.DTYPE_F16))
            .getResponse()
            .unpack(Version.class);

    assertThat(whole.getStoredDtype()).isEqualTo(Dtype.DTYPE_F32);
    assertThat(half.getStoredDtype()).isEqualTo(Dtype.DTYPE_F16);
    assertThat(half.getSizeBytes()).isEqualTo(whole.getSizeBytes() / 2);
    assertThat(library.floats(half)).as("whole numbers").containsExactly(library.floats(whole));
  }

  @Test
  void aSparseBuildIsNotStoredAsFloat16() {
    client.upload("half-sparse", ServiceClient.items(2));
    RemoteError refusal =
        ServiceClient.refusal(() ->
            client
                .vectors()
                .buildVector(
                    build("half-sparse")
                        .setMethod(BuildMethod.BUILD_METHOD_SAS)
                        .setSparse(SparseParameters.newBuilder().setSae(RuledSaes.JUMP))
                        .setStoredDtype(Dtype.DTYPE_F16)
                        .build()));
    assertThat(refusal.violations())
        .extracting(FieldViolation::field)
        .containsExactly("stored_dtype");
  }

  @Test
  void aSumIsStoredAsItWasAskedForWhateverItsTermsAre() {
    Version term = put("half-term", Dtype.DTYPE_F16, 1, 2, 3, 4);

    Version whole =
        client.vectors().composeVectors(LibraryClient.sum("half-sum", term, term).build());
    Version half =
        client
            .vectors()
            .composeVectors(
                LibraryClient.sum("half-sum", term, term).setStoredDtype(Dtype.DTYPE_F16).build());
    assertThat(whole.getStoredDtype()).isEqualTo(Dtype.DTYPE_F32);
    assertThat(half.getStoredDtype()).isEqualTo(Dtype.DTYPE_F16);
    assertThat(library.floats(half)).containsExactly(2, 4, 6, 8);

    Version large = put("half-large-term", Dtype.DTYPE_F16, 60_000, 0, 0, 1);
    assertThat(
            ServiceClient.refusal(() ->
                    client
                        .vectors()
                        .composeVectors(
                            LibraryClient.sum("half-sum", large, large)
                                .setStoredDtype(Dtype.DTYPE_F16)
                                .build()))
                .reason())
        .isEqualTo("DTYPE_TOO_NARROW");
  }

  private Version put(String id, Dtype dtype, float... values) {
    return library.importFile(
        LibraryClient.header(id, VectorFileFormat.VECTOR_FILE_FORMAT_NPY)
            .setSite(Site.newBuilder().setBlock(1))
            .setStoredDtype(dtype),
        LibraryClient.npy(values, values.length));
  }

  private static BuildVectorRequest.Builder build(String id) {
    return BuildVectorRequest.newBuilder().setVectorId(id).setDataset("datasets/" + id);
  }

  private Operation await(BuildVectorRequest.Builder request) {
    Operation ended = client.build(request);
    assertThat(ended.hasResponse()).as(ended.getError().getMessage()).isTrue();
    return ended;
  }
}
