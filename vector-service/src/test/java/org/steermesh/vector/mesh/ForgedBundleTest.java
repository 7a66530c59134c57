package org.steermesh.vector.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.contract.RemoteError;
import org.steermesh.vector.domain.file.FileLimits;
import org.steermesh.vector.domain.file.Safetensors;
import org.steermesh.vector.domain.file.Safetensors.Packed;
import org.steermesh.vector.v1.VectorFileFormat;
import org.steermesh.vector.v1.Version;

/** A bundle may say of itself only what is so, and what another way in would have allowed. */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class ForgedBundleTest {

  private static final String TEXT = "version.json";
  private static final String PAYLOAD = "vector.safetensors";
  private static final FileLimits LIMITS = FileLimits.ofBytes(TestMesh.MAX_FILE_BYTES, "");

  @AutoClose private final ServiceClient client = new ServiceClient();
  private final LibraryClient library = new LibraryClient(client);

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "behaviour": "honest"             | "behaviour": "#"                        | behaviour has 300
          "behaviour": "honest"             | "behaviour": "x", "dataset": "datasets/x" | has no dataset
          "method": "BUILD_METHOD_IMPORTED" | "method": "BUILD_METHOD_MEAN_DIFFERENCE" | needs read_positions
          "method": "BUILD_METHOD_IMPORTED", |                                        | method is not there
          "vectorNorm":                     | "residualMeanNorm": "NaN", "vectorNorm": | norm of activations
          "format": "VECTOR_FILE_FORMAT_NPY" | "format": "VECTOR_FILE_FORMAT_BUNDLE"   | not kept as
          "fileDigest": "                   | "fileDigest": "0                        | file_digest is no SHA-256
          "codeVersion": "                  | "codeVersion": "#                       | code_version has
          "weightsDigest": "w"              | "weightsDigest": "#"                    | model_fingerprint has
          "defaultSite":                    | "readPositions": {}, "defaultSite":     | has no read_positions
          """)
  void whatNoOtherWayInAllowsIsRefused(String said, String forged, String why) {
    Version version = library.put("honest", 1, 2, 3, 4);
    String with = Objects.requireNonNullElse(forged, "").replace("#", "x".repeat(300));

    assertThat(refused(version, TEXT, text -> edited(text, said, with)).message()).contains(why);
  }

  @Test
  void aParentIsNamedInFull() {
    Version parent = library.put("forged-parent", 1, 2, 3, 4);
    Version child =
        client.vectors().composeVectors(LibraryClient.sum("forged-child", parent).build());

    assertThat(
            refused(
                    child,
                    TEXT,
                    text -> edited(text, parent.getName(), parent.getName().substring(0, 60)))
                .message())
        .contains("parent is not there in full");
  }

  @Test
  void aSparseBundleIsComparedWithItself() throws Exception {
    Version version = library.buildSparse("forged-sparse", RuledSaes.JUMP);
    String rows = "\"rowCount\": " + version.getSites(0).getSparse().getRowCount();

    assertThat(refused(version, TEXT, text -> edited(text, rows, "\"rowCount\": 0")).message())
        .contains("features in 0 rows");
    assertThat(forged(version, "decoded", 1, -1)).contains("of its decoded form is");
    assertThat(forged(version, "values", 1, 2)).contains("L1 norm");
    assertThat(forged(version, "row_values", 1, 2)).contains("values of its rows");
    assertThat(forged(version, "row_decoder", 1, 2)).contains("of its decoded form is");
    assertThat(forgedFeatures(version, "features")).contains("not ascending");
    assertThat(forgedFeatures(version, "row_features")).contains("not ascending");
    assertThat(forgedCounts(version)).contains("was active in 1000");
  }

  /** Its rows pass through memory one after the other; what is told of each of them does not. */
  @Test
  void aSparseBundleOfMoreRowsThanMemoryBearsIsRefusedBeforeTheyAreRead() throws Exception {
    Version version = library.buildSparse("forged-rows", RuledSaes.JUMP);
    String rows = "\"rowCount\": " + version.getSites(0).getSparse().getRowCount();
    String features = "\"featureCount\": " + RuledSaes.FEATURES;

    RemoteError error =
        refusal(
            version,
            TEXT,
            text ->
                edited(
                    edited(text, features, "\"featureCount\": 4000000"),
                    rows,
                    "\"rowCount\": " + TestMesh.MAX_FILE_BYTES));
    assertThat(error.reason()).isEqualTo("VECTOR_FILE_TOO_LARGE");
    assertThat(error.message()).contains("what is in memory");
  }

  private String forged(Version version, String tensor, int everyOther, float factor) {
    return refusedTensor(
        version,
        tensor,
        packed -> {
          float[] values = packed.floats();
          for (int i = 0; i < values.length; i += everyOther) {
            values[i] *= factor;
          }
          return Packed.of(values, packed.shape());
        });
  }

  private String forgedFeatures(Version version, String tensor) {
    return refusedTensor(
        version,
        tensor,
        packed -> {
          int[] features = packed.ints();
          features[features.length - 1] = RuledSaes.FEATURES;
          return Packed.of(features);
        });
  }

  private String forgedCounts(Version version) {
    return refusedTensor(
        version,
        "positive_counts",
        packed -> {
          long[] counts = packed.longs();
          counts[0] = 1000;
          return Packed.of(counts);
        });
  }

  private String refusedTensor(Version version, String name, UnaryOperator<Packed> change) {
    return refused(
            version,
            PAYLOAD,
            bytes -> {
              Safetensors read = Safetensors.read(ByteBuffer.wrap(bytes), LIMITS);
              Map<String, Packed> tensors = new LinkedHashMap<>(read.tensors());
              assertThat(tensors.computeIfPresent(name, (_, packed) -> change.apply(packed)))
                  .isNotNull();
              ByteArrayOutputStream out = new ByteArrayOutputStream();
              new Safetensors(read.metadata(), tensors).write(out);
              return out.toByteArray();
            })
        .message();
  }

  private static byte[] edited(byte[] text, String said, String forged) {
    String json = new String(text, UTF_8);
    assertThat(json).contains(said);
    return json.replace(said, forged).getBytes(UTF_8);
  }

  /** Something that changes an entry of a bundle. */
  private interface Change {
    byte[] of(byte[] entry) throws IOException;
  }

  private RemoteError refused(Version version, String entry, Change change) {
    RemoteError error = refusal(version, entry, change);
    assertThat(error.reason()).isEqualTo("VECTOR_FILE_INVALID");
    return error;
  }

  private RemoteError refusal(Version version, String entry, Change change) {
    byte[] bundle =
        library
            .export(
                LibraryClient.wish(version.getName(), VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE))
            .file();
    return ServiceClient.refusal(() ->
        library.importFile(
            LibraryClient.header("forged", VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE),
            changed(bundle, entry, change)));
  }

  private static byte[] changed(byte[] bundle, String entry, Change change) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(bundle));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry next = in.getNextEntry(); next != null; next = in.getNextEntry()) {
        byte[] content = in.readAllBytes();
        out.putNextEntry(new ZipEntry(next.getName()));
        out.write(next.getName().equals(entry) ? change.of(content) : content);
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
