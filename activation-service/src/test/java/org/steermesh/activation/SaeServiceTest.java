package org.steermesh.activation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.steermesh.activation.Requests.completed;
import static org.steermesh.activation.Requests.labelled;
import static org.steermesh.activation.Requests.site;
import static org.steermesh.activation.Requests.text;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.steermesh.activation.v1.ActivationServiceGrpc;
import org.steermesh.activation.v1.ClassSummary;
import org.steermesh.activation.v1.EncodeFeaturesExample;
import org.steermesh.activation.v1.EncodeFeaturesHeader;
import org.steermesh.activation.v1.EncodeFeaturesRequest;
import org.steermesh.activation.v1.EncodeFeaturesResponse;
import org.steermesh.activation.v1.FeatureActivity;
import org.steermesh.activation.v1.FindSaeFeaturesRequest;
import org.steermesh.activation.v1.FindSaeFeaturesResponse;
import org.steermesh.activation.v1.GetSaeFeaturesRequest;
import org.steermesh.activation.v1.GetSaeRequest;
import org.steermesh.activation.v1.ListSaesRequest;
import org.steermesh.activation.v1.SummarizeActivationsRequest;
import org.steermesh.activation.v1.SummarizeActivationsResponse;
import org.steermesh.activation.v1.SummarizeHeader;
import org.steermesh.activation.v1.TokenFeatures;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.PackedNumbers;
import org.steermesh.contract.TensorCodec;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.CaptureRequest;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.sae.ActiveFeatures;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.SparseSupport;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.tokenizer.Prompt;
import org.steermesh.host.ModelHost;
import org.steermesh.host.testing.Answers;
import org.steermesh.host.testing.Golden;
import org.steermesh.host.testing.HostedModel;
import org.steermesh.host.testing.Refused;
import org.steermesh.type.v1.Sae;
import org.steermesh.type.v1.SaeKind;

/** Sparse autoencoders at hand, and what their features do. */
@QuarkusTest
@WithTestResource(HostedModel.class)
class SaeServiceTest {

  private static final Site SITE = new Site(2, Target.RESIDUAL);
  private static final int QUESTIONS = 150;

  private static ManagedChannel channel;
  private static ActivationServiceGrpc.ActivationServiceBlockingStub service;
  private static ActivationServiceGrpc.ActivationServiceStub streaming;
  private static SparseAutoencoder jumprelu;

  @Inject ModelHost host;

  @BeforeAll
  static void connect() {
    channel = HostedModel.channel();
    service = ActivationServiceGrpc.newBlockingStub(channel);
    streaming = ActivationServiceGrpc.newStub(channel);
    jumprelu = SparseAutoencoder.open(Golden.saes().resolve("jumprelu"));
  }

  @AfterAll
  static void disconnect() {
    channel.shutdownNow();
    jumprelu.close();
  }

  @Test
  void everyAutoencoderIsListedAndThoseThatCannotBeUsedSayWhy() {
    List<Sae> saes = service.listSaes(ListSaesRequest.getDefaultInstance()).getSaesList();

    assertThat(saes)
        .extracting(Sae::getName)
        .containsExactly(
            "saes/broken",
            "saes/jumprelu",
            "saes/other-model",
            "saes/relu",
            "saes/sae",
            "saes/siteless",
            "saes/topk",
            "saes/wide");
    assertThat(saes.get(1).getKind()).isEqualTo(SaeKind.SAE_KIND_JUMP_RELU);
    assertThat(saes.get(1).getFeatureCount()).isEqualTo(256);
    assertThat(saes.get(1).getSite().getBlock()).isEqualTo(2);
    assertThat(saes.get(1).getRefusal()).isEmpty();
    assertThat(saes.get(5).hasSite()).isFalse();
    assertThat(saes.get(6).getK()).isEqualTo(8);
    assertThat(saes.get(0).getRefusal()).isNotEmpty();
    assertThat(saes.get(2).getRefusal()).contains("ffffffffffff");
    assertThat(saes.get(7).getRefusal()).contains("width 32").contains("width 64");
  }

  @Test
  void anAutoencoderIsDescribedWithItsDigestAndItsRowsAreTheEngines() {
    Sae sae = service.getSae(GetSaeRequest.newBuilder().setName("saes/jumprelu").build());
    var rows =
        service
            .getSaeFeatures(
                GetSaeFeaturesRequest.newBuilder()
                    .setName("saes/jumprelu")
                    .addFeatures(3)
                    .addFeatures(255)
                    .build())
            .getRows();
    SparseSupport expected = jumprelu.support(new int[] {3, 255}, new float[2]);

    assertThat(sae.getDigest()).isEqualTo(jumprelu.digest());
    assertThat(TensorCodec.decode("encoder", rows.getEncoder())).isEqualTo(expected.encoder());
    assertThat(TensorCodec.decode("decoder", rows.getDecoder())).isEqualTo(expected.decoder());
    assertThat(TensorCodec.decode("bias", rows.getBias())).isEqualTo(expected.bias());
    assertThat(TensorCodec.decode("threshold", rows.getThreshold()))
        .isEqualTo(expected.threshold());
  }

  @Test
  void rowsThatAreNotThereAreRefused() {
    refusedRows(ErrorReason.SAE_NOT_FOUND, "saes/none", 1);
    refusedRows(ErrorReason.SAE_INVALID, "saes/broken", 1);
    refusedRows(ErrorReason.FIELD_INVALID, "jumprelu", 1);
    refusedRows(ErrorReason.FIELD_INVALID, "saes/jumprelu");
    refusedRows(ErrorReason.FIELD_INVALID, "saes/jumprelu", 256);
    refusedRows(ErrorReason.FIELD_INVALID, "saes/jumprelu", 2, 2);
    refusedRows(ErrorReason.FIELD_INVALID, "saes/jumprelu", -1);
  }

  @Test
  void theFeatureWhoseDecoderRowIsTheDirectionIsFoundFirst() {
    FindSaeFeaturesResponse found =
        service.findSaeFeatures(
            direction(jumprelu.support(new int[] {3}, new float[1]).decoder())
                .setTopCount(4)
                .build());

    assertThat(found.getSae().getDigest()).isEqualTo(jumprelu.digest());
    assertThat(found.getFeaturesList()).hasSize(4);
    assertThat(found.getFeatures(0).getFeature()).isEqualTo(3);
    assertThat(found.getFeatures(0).getCosine()).isEqualTo(1, within(1e-6));
  }

  @Test
  void aDirectionThatPointsNowhereOrHasAnotherWidthIsRefused() {
    int width = jumprelu.description().width();
    float[] one = new float[width];
    one[0] = 1;
    refusedDirection(ErrorReason.FIELD_INVALID, direction(new float[width]));
    refusedDirection(ErrorReason.VECTOR_WIDTH_MISMATCH, direction(new float[] {1}));
    refusedDirection(ErrorReason.FIELD_INVALID, direction(one).setTopCount(1001));
    refusedDirection(ErrorReason.FIELD_INVALID, direction(one).setTopCount(-1));
    refusedDirection(ErrorReason.TENSOR_INVALID, direction(one).clearDirection());
  }

  private static FindSaeFeaturesRequest.Builder direction(float[] values) {
    return FindSaeFeaturesRequest.newBuilder()
        .setName("saes/jumprelu")
        .setDirection(TensorCodec.encode(values));
  }

  private static void refusedDirection(ErrorReason reason, FindSaeFeaturesRequest.Builder request) {
    Refused.with(reason, () -> service.findSaeFeatures(request.build()));
  }

  private static void refusedRows(ErrorReason reason, String name, int... features) {
    GetSaeFeaturesRequest.Builder request = GetSaeFeaturesRequest.newBuilder().setName(name);
    for (int feature : features) {
      request.addFeatures(feature);
    }
    Refused.with(reason, () -> service.getSaeFeatures(request.build()));
  }

  @Test
  void aSummaryCountsAndSumsWhatEveryRowActivates() throws Exception {
    Answers<SummarizeActivationsResponse> answer = new Answers<>();
    StreamObserver<SummarizeActivationsRequest> requests = streaming.summarizeActivations(answer);
    requests.onNext(header(SummarizeHeader.newBuilder().setSae("saes/jumprelu")));
    // More rows than are encoded at once.
    for (int i = 0; i < QUESTIONS; i++) {
      requests.onNext(labelled("positive", completed(question(i), "(A)")));
      requests.onNext(labelled("negative", completed(question(i), "(B)")));
    }
    requests.onCompleted();
    SummarizeActivationsResponse summary = answer.all().getFirst();

    assertThat(summary.getSae().getDigest()).isEqualTo(jumprelu.digest());
    assertThat(summary.getSitesList()).hasSize(1);
    assertThat(summary.getSites(0).getSite().getBlock()).isEqualTo(2);
    assertActivity(summary.getSites(0).getClasses(0), "(A)");
    assertActivity(summary.getSites(0).getClasses(1), "(B)");
  }

  private void assertActivity(ClassSummary actual, String completion) {
    SortedMap<Integer, Long> counts = new TreeMap<>();
    SortedMap<Integer, Double> sums = new TreeMap<>();
    for (int i = 0; i < QUESTIONS; i++) {
      ActiveFeatures active =
          jumprelu.encode(activation(question(i), completion, PositionRule.ANSWER_LETTER)[0], 1);
      for (int at = 0; at < active.features().length; at++) {
        counts.merge(active.features()[at], 1L, Long::sum);
        sums.merge(active.features()[at], (double) active.values()[at], Double::sum);
      }
    }
    FeatureActivity activity = actual.getFeatures();
    int count = PackedNumbers.countInts("features", activity.getFeatures());
    int[] features = PackedNumbers.decodeInts("features", activity.getFeatures(), count);
    long[] actualCounts = PackedNumbers.decodeLongs("counts", activity.getActiveCounts(), count);
    double[] actualSums = PackedNumbers.decodeDoubles("sums", activity.getSums(), count);

    assertThat(actual.getCount()).isEqualTo(QUESTIONS);
    assertThat(features).containsExactly(counts.keySet().stream().mapToInt(i -> i).toArray());
    for (int i = 0; i < count; i++) {
      assertThat(actualCounts[i]).isEqualTo(counts.get(features[i]));
      double expected = requireNonNull(sums.get(features[i]));
      assertThat(actualSums[i]).isCloseTo(expected, within(1e-4 * expected));
    }
  }

  @Test
  void theFeaturesOfATextAreTheEnginesStrongestAtEveryTokenButTheFirst() throws Exception {
    Answers<EncodeFeaturesResponse> answers = new Answers<>();
    StreamObserver<EncodeFeaturesRequest> requests = streaming.encodeFeatures(answers);
    requests.onNext(
        EncodeFeaturesRequest.newBuilder()
            .setHeader(EncodeFeaturesHeader.newBuilder().setSae("saes/topk").setTopCount(3))
            .build());
    requests.onNext(example("a", "A day in spring"));
    requests.onNext(example("b", "rain"));
    requests.onCompleted();
    List<EncodeFeaturesResponse> received = answers.all();

    assertThat(received).extracting(EncodeFeaturesResponse::getExampleId).containsExactly("a", "b");
    float[][] rows = activation("A day in spring", "", PositionRule.ALL_BUT_BOS);
    assertThat(received.get(0).getTokensCount()).isEqualTo(rows.length);
    try (SparseAutoencoder topk = SparseAutoencoder.open(Golden.saes().resolve("topk"))) {
      for (int i = 0; i < rows.length; i++) {
        TokenFeatures token = received.get(0).getTokens(i);
        ActiveFeatures active = topk.encode(rows[i], 1);
        assertThat(token.getPosition()).isEqualTo(i + 1);
        assertThat(token.getToken().getPiece()).isNotEmpty();
        assertThat(token.getActiveCount()).isEqualTo(active.features().length);
        assertThat(token.getFeaturesCount()).isEqualTo(3);
        for (int told = 0; told < 3; told++) {
          assertThat(token.getFeatures(told).getValue())
              .isCloseTo(strongest(active.values(), told), within(1e-3f));
        }
      }
    }
  }

  private static float strongest(float[] values, int rank) {
    List<Float> sorted = new ArrayList<>();
    for (float value : values) {
      sorted.add(value);
    }
    sorted.sort(null);
    return sorted.reversed().get(rank);
  }

  @Test
  void anAutoencoderThatDoesNotFitIsRefusedWhenItIsUsed() throws Exception {
    refusedUse(ErrorReason.SAE_OF_OTHER_MODEL, SummarizeHeader.newBuilder().setSae("saes/wide"));
    refusedUse(
        ErrorReason.SAE_OF_OTHER_MODEL, SummarizeHeader.newBuilder().setSae("saes/other-model"));
    refusedUse(ErrorReason.SAE_INVALID, SummarizeHeader.newBuilder().setSae("saes/broken"));
    refusedUse(ErrorReason.SAE_NOT_FOUND, SummarizeHeader.newBuilder().setSae("saes/none"));
    refusedUse(
        ErrorReason.SAE_OF_OTHER_SITE,
        SummarizeHeader.newBuilder().setSae("saes/jumprelu").addSites(site(1)));
    refusedUse(ErrorReason.SITE_REQUIRED, SummarizeHeader.newBuilder().setSae("saes/siteless"));
  }

  private static void refusedUse(ErrorReason reason, SummarizeHeader.Builder header)
      throws Exception {
    Answers<SummarizeActivationsResponse> answer = new Answers<>();
    StreamObserver<SummarizeActivationsRequest> requests = streaming.summarizeActivations(answer);
    requests.onNext(header(header));
    requests.onCompleted();
    Refused.because(reason, answer.error());
  }

  private static SummarizeActivationsRequest header(SummarizeHeader.Builder header) {
    return SummarizeActivationsRequest.newBuilder().setHeader(header).build();
  }

  private static EncodeFeaturesRequest example(String id, String text) {
    return EncodeFeaturesRequest.newBuilder()
        .setExample(EncodeFeaturesExample.newBuilder().setId(id).setInput(text(text)))
        .build();
  }

  private static String question(int index) {
    return "Question " + index + "? ";
  }

  private float[][] activation(String prompt, String completion, PositionRule rule) {
    LanguageModel model = host.model("", "");
    CaptureRequest request =
        new CaptureRequest(
            model.encode(new Prompt.Text(prompt, true), completion),
            List.of(SITE),
            Positions.of(rule),
            List.of());
    return requireNonNull(
        model.capture(List.of(request), CancelSignal.NEVER).getFirst().activations().get(SITE));
  }
}
