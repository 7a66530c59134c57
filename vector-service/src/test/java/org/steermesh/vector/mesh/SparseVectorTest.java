package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.PackedNumbers;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.TensorCodec;
import org.steermesh.type.v1.Nonlinearity;
import org.steermesh.type.v1.Site;
import org.steermesh.vector.v1.BuildMethod;
import org.steermesh.vector.v1.BuildVectorMetadata;
import org.steermesh.vector.v1.BuildVectorRequest;
import org.steermesh.vector.v1.CompareVectorsRequest;
import org.steermesh.vector.v1.CompareVectorsResponse;
import org.steermesh.vector.v1.DeleteVectorRequest;
import org.steermesh.vector.v1.ExplainVectorRequest;
import org.steermesh.vector.v1.ExplainVectorResponse;
import org.steermesh.vector.v1.ExplainedFeature;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.ReadVersionRequest;
import org.steermesh.vector.v1.ReadVersionResponse;
import org.steermesh.vector.v1.SparseParameters;
import org.steermesh.vector.v1.SparseRows;
import org.steermesh.vector.v1.SparseSides;
import org.steermesh.vector.v1.Version;

/** Sparse versions, from the counts of features to the payload that is read. */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class SparseVectorTest {

  @AutoClose private final ServiceClient client = new ServiceClient();

  @Test
  void aBuildGivesTheFilteredDifferenceWithItsRowsAndProvenance() throws Exception {
    upload("sas-build");
    Version version = built(await(request("sas-build").setSparse(sparse(RuledSaes.JUMP, 0.5))));

    SortedMap<Integer, Float> expected = SparseExpectation.expected(0.5);
    assertThat(expected).isNotEmpty();
    assertThat(version.getMethod()).isEqualTo(BuildMethod.BUILD_METHOD_SAS);
    assertThat(version.getSparse().getSae()).isEqualTo(RuledSaes.JUMP);
    assertThat(version.getSparse().getSaeDigest()).isEqualTo("digest of " + RuledSaes.JUMP);
    assertThat(version.getSparse().getTau()).isEqualTo(0.5);
    assertThat(version.getSparse().getSides()).isEqualTo(SparseSides.SPARSE_SIDES_BOTH);
    assertThat(version.getSparse().getNonlinearity()).isEqualTo(Nonlinearity.NONLINEARITY_OWN);
    assertThat(version.getDefaultSite()).isEqualTo(RuledSaes.SITE);
    assertThat(version.getSites(0).getSparse().getSupportSize()).isEqualTo(expected.size());
    assertThat(version.getSites(0).getSparse().getRowCount()).isEqualTo(expected.size());
    assertThat(version.getSites(0).getSparse().getPositiveRowCount())
        .isEqualTo(SparseExpectation.PAIRS);
    assertThat(version.getSites(0).getSparse().getL1Norm())
        .isCloseTo(expected.values().stream().mapToDouble(Math::abs).sum(), within(1e-5));
    assertThat(version.getSites(0).getVectorNorm())
        .isCloseTo(SparseExpectation.norm(SparseExpectation.decoded(expected)), within(1e-3));

    SortedMap<Integer, Float> read = new TreeMap<>();
    for (SparseRows rows : rows(version)) {
      int[] features = features(rows);
      float[] values = TensorCodec.decode("values", rows.getValues());
      float[] encoder = TensorCodec.decode("encoder", rows.getRows().getEncoder());
      for (int i = 0; i < features.length; i++) {
        read.put(features[i], values[i]);
        assertThat(encoder[i * RuledActivations.WIDTH]).isEqualTo(features[i]);
      }
    }
    assertThat(read).isEqualTo(expected);
  }

  @Test
  void severalTausGiveAVersionEachAndTheFirstIsTheNewest() throws Exception {
    upload("sas-taus");
    Operation operation = await(request("sas-taus").setSparse(sparse(RuledSaes.JUMP, 0.6, 0.3)));
    BuildVectorMetadata metadata = operation.getMetadata().unpack(BuildVectorMetadata.class);

    assertThat(metadata.getVersionsList()).hasSize(2).doesNotHaveDuplicates();
    assertThat(metadata.getEmptyTausList()).isEmpty();
    assertThat(built(operation).getSparse().getTau()).isEqualTo(0.6);
    assertThat(built(operation).getName()).isEqualTo(metadata.getVersions(0));
    assertThat(
            client
                .vectors()
                .getVersion(GetVersionRequest.newBuilder().setName("vectors/sas-taus").build())
                .getName())
        .isEqualTo(metadata.getVersions(0));
    assertThat(built(await(request("sas-taus").setSparse(sparse(RuledSaes.JUMP, 0.3)))).getName())
        .as("an equal build ends with the version that is there")
        .isEqualTo(metadata.getVersions(1));
  }

  @Test
  void aVectorOfCoupledFeaturesCarriesEveryRowInSmallMessages() throws Exception {
    upload("sas-top-k");
    Version version = built(await(request("sas-top-k").setSparse(sparse(RuledSaes.TOP_K, 0.5))));

    List<SparseRows> rows = rows(version);
    SortedMap<Integer, Float> read = new TreeMap<>();
    int next = 0;
    for (SparseRows message : rows) {
      assertThat(message.getSerializedSize()).isLessThan(2 << 20);
      float[] values = TensorCodec.decode("values", message.getValues());
      for (int feature : features(message)) {
        assertThat(feature).isEqualTo(next++);
      }
      for (int i = 0; i < values.length; i++) {
        if (values[i] != 0) {
          read.put(next - values.length + i, values[i]);
        }
      }
    }
    assertThat(rows).hasSizeGreaterThan(1);
    assertThat(next).isEqualTo(RuledSaes.FEATURES);
    assertThat(read).isEqualTo(SparseExpectation.expected(0.5));
    assertThat(version.getSites(0).getSparse().getRowCount()).isEqualTo(RuledSaes.FEATURES);
    assertThat(version.getSparse().getK()).isEqualTo(6);

    client
        .vectors()
        .deleteVector(DeleteVectorRequest.newBuilder().setName("vectors/sas-top-k").build());
    assertThat(ServiceClient.refusal(() -> rows(version)).reason()).isEqualTo("VECTOR_NOT_FOUND");
  }

  @Test
  void anEmptySupportIsRefusedWithTheTauThatWouldLeaveSomething() throws Exception {
    client.upload(
        "sas-empty",
        "["
            + ServiceClient.item("one", "A", "B")
            + ","
            + ServiceClient.item("two", "A", "B")
            + ","
            + ServiceClient.item("three", "B", "A")
            + "]");
    BuildVectorRequest.Builder request = request("sas-empty");
    RemoteError error = error(await(request.setSparse(sparse(RuledSaes.QUIET, 0.9, 0.7))));

    assertThat(error.reason()).isEqualTo("SUPPORT_EMPTY");
    assertThat(error.metadata())
        .containsEntry("largest_tau", Double.toString(2 / 3.0))
        .containsEntry("feature_count", "1");
    Operation left = await(request.setSparse(sparse(RuledSaes.QUIET, 0.9, 2 / 3.0)));
    assertThat(built(left).getSparse().getTau()).isEqualTo(2 / 3.0);
    assertThat(built(left).getSites(0).getSparse().getSupportSize()).isEqualTo(1);
    assertThat(left.getMetadata().unpack(BuildVectorMetadata.class).getEmptyTausList())
        .containsExactly(0.9);

    SparseParameters.Builder negative =
        sparse(RuledSaes.QUIET, 0.1).setSides(SparseSides.SPARSE_SIDES_NEGATIVE);
    assertThat(error(await(request.setSparse(negative))).metadata())
        .containsEntry("largest_tau", "");
  }

  @Test
  void badParametersAreRefusedBeforeABuildIsAccepted() {
    upload("sas-bad");
    assertThat(reason(sparse("saes/never-was", 0.5))).isEqualTo("SAE_NOT_FOUND");
    assertThat(reason(sparse(RuledSaes.WIDE, 0.5))).isEqualTo("SAE_OF_OTHER_MODEL");
    assertThat(reason(sparse(RuledSaes.SITELESS, 0.5))).isEqualTo("SITE_REQUIRED");
    assertThat(reason(sparse(RuledSaes.JUMP, 1.01))).isEqualTo("FIELD_INVALID");
    assertThat(reason(sparse(RuledSaes.JUMP, Double.NaN))).isEqualTo("FIELD_INVALID");
    assertThat(reason(sparse(RuledSaes.JUMP, 0.5, 0.5))).isEqualTo("FIELD_INVALID");
    assertThat(reason(sparse("jump", 0.5))).isEqualTo("FIELD_INVALID");
    BuildVectorRequest.Builder elsewhere =
        request("sas-bad")
            .addSites(Site.newBuilder().setBlock(2))
            .setSparse(sparse(RuledSaes.JUMP, 0.5));
    assertThat(ServiceClient.refusal(() -> start(elsewhere)).reason())
        .isEqualTo("SAE_OF_OTHER_SITE");
    assertThat(ServiceClient.refusal(() -> start(request("sas-bad"))).reason())
        .isEqualTo("FIELD_INVALID");
    assertThat(
            ServiceClient.refusal(() ->
                    start(
                        request("sas-bad")
                            .setMethod(BuildMethod.BUILD_METHOD_MEAN_DIFFERENCE)
                            .setSparse(sparse(RuledSaes.JUMP, 0.5))))
                .reason())
        .isEqualTo("FIELD_INVALID");
  }

  @Test
  void aVersionIsExplainedByTheSharesOfItsFeatures() throws Exception {
    upload("sas-explain");
    Version version = built(await(request("sas-explain").setSparse(sparse(RuledSaes.JUMP, 0.5))));

    ExplainVectorResponse explained = explain("vectors/sas-explain", 3);
    ExplainVectorResponse whole = explain(version.getName(), 1000);

    SortedMap<Integer, Float> expected = SparseExpectation.expected(0.5);
    assertThat(explained.getFeaturesList())
        .isEqualTo(whole.getFeaturesList().subList(0, Math.min(3, whole.getFeaturesCount())));
    assertThat(whole.getFeaturesCount()).isEqualTo(expected.size());
    assertThat(whole.getFeatures(expected.size() - 1).getCumulativeShare())
        .isCloseTo(1, within(1e-9));
    double last = Double.POSITIVE_INFINITY;
    for (ExplainedFeature feature : whole.getFeaturesList()) {
      assertThat(feature.getValue()).isEqualTo(expected.get(feature.getFeature()));
      assertThat(feature.getShare()).isLessThanOrEqualTo(last);
      assertThat(feature.getPositiveActiveCount())
          .isEqualTo(SparseExpectation.active(feature.getFeature(), true));
      assertThat(feature.getNegativeActiveCount())
          .isEqualTo(SparseExpectation.active(feature.getFeature(), false));
      last = feature.getShare();
    }
  }

  @Test
  void sparseVersionsAreComparedByTheirFeaturesAndWithDenseOnesByTheirDecodedForm()
      throws Exception {
    upload("sas-compare");
    Operation both = await(request("sas-compare").setSparse(sparse(RuledSaes.JUMP, 0.5)));
    Operation positive =
        await(
            request("sas-compare")
                .setSparse(
                    sparse(RuledSaes.JUMP, 0.5).setSides(SparseSides.SPARSE_SIDES_POSITIVE)));
    Version dense =
        built(
            await(
                request("sas-compare")
                    .setMethod(BuildMethod.BUILD_METHOD_MEAN_DIFFERENCE)
                    .addSites(RuledSaes.SITE)));
    SortedMap<Integer, Float> whole = SparseExpectation.expected(0.5);
    SortedMap<Integer, Float> half = new TreeMap<>(whole);
    half.values().removeIf(value -> value < 0);

    CompareVectorsResponse parts = compare(built(both), built(positive));
    CompareVectorsResponse mixed = compare(built(both), dense);

    assertThat(half.size()).isBetween(1, whole.size() - 1);
    var features = parts.getSites(0).getSparse();
    assertThat(features.getSharedFeatureCount()).isEqualTo(half.size());
    assertThat(features.getUnionFeatureCount()).isEqualTo(whole.size());
    assertThat(features.getJaccard()).isCloseTo((double) half.size() / whole.size(), within(1e-12));
    assertThat(features.getCosine())
        .isCloseTo(
            SparseExpectation.norm(half.values()) / SparseExpectation.norm(whole.values()),
            within(1e-6));
    assertThat(parts.getSites(0).getCosine())
        .isCloseTo(
            SparseExpectation.cosine(
                SparseExpectation.decoded(whole), SparseExpectation.decoded(half)),
            within(1e-5));
    assertThat(mixed.getSites(0).hasSparse()).isFalse();
    assertThat(mixed.getSites(0).getSecondNorm())
        .isCloseTo(dense.getSites(0).getVectorNorm(), within(1e-6));
    assertThat(ServiceClient.refusal(() -> explain(dense.getName(), 3)).reason())
        .isEqualTo("VECTOR_KIND_MISMATCH");
  }

  @Test
  void aDenseVersionIsExplainedByTheDecoderRowsThatItLiesNear() throws Exception {
    upload("dense-explain");
    Version dense =
        built(
            await(
                request("dense-explain")
                    .setMethod(BuildMethod.BUILD_METHOD_MEAN_DIFFERENCE)
                    .addSites(RuledSaes.SITE)
                    .addSites(RuledSaes.SITE.toBuilder().setBlock(0))));
    ExplainVectorRequest.Builder request =
        ExplainVectorRequest.newBuilder()
            .setName(dense.getName())
            .setSae(RuledSaes.JUMP)
            .setTopCount(RuledActivations.WIDTH);

    ExplainVectorResponse explained = client.vectors().explainVector(request.build());

    assertThat(explained.getSite()).isEqualTo(RuledSaes.SITE);
    assertThat(explained.getFeaturesList()).isEmpty();
    assertThat(explained.getSaeDigest()).isEqualTo("digest of " + RuledSaes.JUMP);
    assertThat(explained.getNearFeaturesList()).hasSize(RuledActivations.WIDTH);
    // The rule's cosines are the numbers of the vector at the autoencoder's own site.
    double squares =
        explained.getNearFeaturesList().stream()
            .mapToDouble(f -> f.getCosine() * f.getCosine())
            .sum();
    double norm = dense.getSites(1).getVectorNorm();
    assertThat(Math.sqrt(squares)).isCloseTo(norm, within(1e-6));
    assertThat(reason(request.clone().setSae(RuledSaes.SITELESS))).isEqualTo("SITE_REQUIRED");
    assertThat(reason(request.clone().setSite(RuledSaes.SITE.toBuilder().setBlock(0))))
        .isEqualTo("SAE_OF_OTHER_SITE");
    assertThat(reason(request.clone().setSae(RuledSaes.WIDE))).isEqualTo("SAE_OF_OTHER_MODEL");
  }

  @Test
  void anAutoencoderWhoseFileIsStillBeingReadIsIdentifiedByItsUse() throws Exception {
    upload("sas-large");
    Version version =
        built(
            await(
                request("sas-large")
                    .addSites(RuledSaes.SITE)
                    .setSparse(sparse(RuledSaes.SITELESS, 0.5))));
    assertThat(version.getSparse().getSaeDigest()).isEqualTo("digest of " + RuledSaes.SITELESS);
  }

  @Test
  void anAutoencoderThatIsAnotherThanTheOnePlannedWithEndsTheBuild() {
    upload("sas-changed");
    Operation ended = await(request("sas-changed").setSparse(sparse(RuledSaes.CHANGED, 0.5)));
    assertThat(error(ended).reason()).isEqualTo("SAE_INVALID");
  }

  private String reason(ExplainVectorRequest.Builder request) {
    return ServiceClient.refusal(() -> client.vectors().explainVector(request.build())).reason();
  }

  private void upload(String id) {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < SparseExpectation.PAIRS; i++) {
      items.add(ServiceClient.item(SparseExpectation.question(i), "A", "B"));
    }
    client.upload(id, "[" + String.join(",", items) + "]");
  }

  private static BuildVectorRequest.Builder request(String id) {
    return BuildVectorRequest.newBuilder()
        .setVectorId(id)
        .setDataset("datasets/" + id)
        .setMethod(BuildMethod.BUILD_METHOD_SAS);
  }

  private static SparseParameters.Builder sparse(String sae, double... taus) {
    SparseParameters.Builder parameters = SparseParameters.newBuilder().setSae(sae);
    for (double tau : taus) {
      parameters.addTaus(tau);
    }
    return parameters;
  }

  private String reason(SparseParameters.Builder sparse) {
    return ServiceClient.refusal(() -> start(request("sas-bad").setSparse(sparse))).reason();
  }

  private Operation start(BuildVectorRequest.Builder request) {
    return client.vectors().buildVector(request.build());
  }

  private Operation await(BuildVectorRequest.Builder request) {
    Operation ended = client.build(request);
    assertThat(ended.getDone()).isTrue();
    return ended;
  }

  private static RemoteError error(Operation operation) {
    return StatusTranslator.read(operation.getError());
  }

  private static Version built(Operation operation) throws InvalidProtocolBufferException {
    assertThat(operation.hasResponse()).as("%s", operation).isTrue();
    return operation.getResponse().unpack(Version.class);
  }

  private List<SparseRows> rows(Version version) {
    Iterator<ReadVersionResponse> answers =
        client
            .vectors()
            .readVersion(ReadVersionRequest.newBuilder().setName(version.getName()).build());
    assertThat(answers.next().getVersion()).isEqualTo(version);
    List<SparseRows> rows = new ArrayList<>();
    answers.forEachRemaining(answer -> rows.add(answer.getRows()));
    return rows;
  }

  private static int[] features(SparseRows rows) {
    var bytes = rows.getRows().getFeatures();
    return PackedNumbers.decodeInts("f", bytes, PackedNumbers.countInts("f", bytes));
  }

  private ExplainVectorResponse explain(String name, int top) {
    return client
        .vectors()
        .explainVector(ExplainVectorRequest.newBuilder().setName(name).setTopCount(top).build());
  }

  private CompareVectorsResponse compare(Version first, Version second) {
    return client
        .vectors()
        .compareVectors(
            CompareVectorsRequest.newBuilder()
                .setFirst(first.getName())
                .setSecond(second.getName())
                .build());
  }
}
