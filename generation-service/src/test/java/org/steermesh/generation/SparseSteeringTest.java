package org.steermesh.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.steermesh.generation.Requests.add;
import static org.steermesh.generation.Requests.continuation;
import static org.steermesh.generation.Requests.golden;
import static org.steermesh.generation.Requests.named;
import static org.steermesh.generation.Requests.tokens;

import com.google.common.collect.ImmutableList;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.TensorCodec;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ScoreRequest;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.tokenizer.Prompt;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GeneratedToken;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.generation.v1.ScoreResponse;
import org.steermesh.host.ModelHost;
import org.steermesh.host.testing.Golden;
import org.steermesh.host.testing.HostedModel;
import org.steermesh.host.testing.Refused;
import org.steermesh.type.v1.Add;
import org.steermesh.type.v1.Gate;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.ModelFingerprint;
import org.steermesh.type.v1.Nonlinearity;
import org.steermesh.type.v1.PositionRule;
import org.steermesh.type.v1.ProjectOut;
import org.steermesh.type.v1.SparseAdd;
import org.steermesh.type.v1.SparseClamp;
import org.steermesh.type.v1.SteeringReceipt;
import org.steermesh.type.v1.VectorRef;

/** Sparse versions steer as the reference does, without the autoencoder's file. */
@QuarkusTest
@WithTestResource(HostedModel.class)
class SparseSteeringTest {

  private static final List<Integer> CONTINUATION = List.of(5, 77, 130, 9);

  private static ManagedChannel channel;
  private static GenerationServiceGrpc.GenerationServiceBlockingStub service;
  private static PackPeer peer;
  private static SparseAutoencoder jumprelu;
  private static SparseAutoencoder topk;
  private static String sas;

  @Inject ModelHost host;

  @BeforeAll
  static void connect() throws IOException, InterruptedException {
    channel = HostedModel.channel();
    service = GenerationServiceGrpc.newBlockingStub(channel);
    peer = new PackPeer();
    jumprelu = SparseAutoencoder.open(Golden.saes().resolve("jumprelu"));
    topk = SparseAutoencoder.open(Golden.saes().resolve("topk"));
    sas = keep(jumprelu, Golden.vector("sas"));
    awaitReachable();
  }

  /** Where another test found nobody before, the service waits a while before it looks again. */
  private static void awaitReachable() throws InterruptedException {
    Instant limit = Instant.now().plus(Duration.ofSeconds(60));
    while (true) {
      try {
        score(named(sas));
        return;
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() != Status.Code.UNAVAILABLE || Instant.now().isAfter(limit)) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  @AfterAll
  static void disconnect() {
    channel.shutdownNow();
    peer.close();
    jumprelu.close();
    topk.close();
  }

  @Test
  void aSparseVersionGivesTheReferencesSteeredTokens() {
    assertSteered("sas", everywhere(sas, 1.5f));
    assertSteered("sas_negative", everywhere(sas, -1.5f));
    assertSteered(
        "sas_relu",
        everywhere(sas, 1.5f).toBuilder()
            .setSparseAdd(SparseAdd.newBuilder().setNonlinearity(Nonlinearity.NONLINEARITY_RELU))
            .build());
    assertSteered("sas_generated_only", at(sas, 1.5f, PositionRule.POSITION_RULE_GENERATED_ONLY));
    try (SparseAutoencoder relu = SparseAutoencoder.open(Golden.saes().resolve("relu"))) {
      assertSteered("sas_relu_sae", everywhere(keep(relu, Golden.vector("sas")), 1.5f));
    }
  }

  private static void assertSteered(String run, Intervention intervention) {
    assertThat(ids(golden(intervention))).as(run).isEqualTo(Golden.greedy(run));
  }

  @Test
  void severalVectorsOfOneAutoencoderAreOneSumWithAReceiptEach() {
    float[] vector = Golden.vector("sas");
    float[] even = vector.clone();
    float[] odd = vector.clone();
    for (int i = 0; i < vector.length; i++) {
      (i % 2 == 0 ? odd : even)[i] = 0;
    }
    String first = keep(jumprelu, even);
    String second = keep(jumprelu, odd);

    ScoreResponse whole = score(everywhere(sas, 1.5f));
    ScoreResponse halves = score(everywhere(first, 1.5f), everywhere(second, 1.5f));
    ScoreResponse twice = score(everywhere(sas, 1), everywhere(sas, 0.5f));

    assertClose(halves, logProbabilities(whole));
    assertClose(twice, logProbabilities(whole));
    SteeringReceipt receipt = halves.getReceipt();
    assertThat(receipt.getEntriesList())
        .extracting(SteeringReceipt.Entry::getVersion)
        .containsExactly(first, second);
    assertThat(receipt.getEntries(1).getInterventionIndex()).isEqualTo(1);
    assertThat(receipt.getEntries(1).getStrength()).isEqualTo(1.5f);
    assertThat(receipt.getEntries(0).getMeanDose())
        .isEqualTo(receipt.getEntries(1).getMeanDose())
        .isCloseTo(whole.getReceipt().getEntries(0).getMeanDose(), within(1e-6));
  }

  @Test
  void withDenseVectorsItGivesWhatTheEngineGives() {
    float[] dense = Golden.vector("random_a");
    Operation sparse = operation(jumprelu, Golden.vector("sas"));

    ScoreResponse served =
        score(
            everywhere(sas, 1.5f),
            add("random_a", 1, 2, PositionRule.POSITION_RULE_ALL),
            everywhere(sas, 0));

    assertThat(logProbabilities(served))
        .isEqualTo(
            engine(
                intervention(2, sparse, 1.5f),
                intervention(1, new Operation.Add(dense, false), 2)));
    assertThat(served.getReceipt().getEntries(2).getPromptTokenCount()).isZero();
  }

  @Test
  void allRowsOfATopKAutoencoderSteerAsTheAutoencoderItself() {
    String name = keep(topk, Golden.vector("sas"));
    Operation own = operation(topk, Golden.vector("sas"));

    float[] expected = engine(intervention(2, own, 1.5f));
    assertThat(logProbabilities(score(everywhere(name, 1.5f)))).isEqualTo(expected);
    assertClose(score(everywhere(name, 1), everywhere(name, 0.5f)), expected);
    Refused.with(
        ErrorReason.VECTOR_KIND_MISMATCH,
        () -> score(named(name).toBuilder().setSparseClamp(SparseClamp.newBuilder()).build()));
  }

  @Test
  void featuresAreClampedAsTheEngineDoes() {
    Operation.SparseAdd sum = (Operation.SparseAdd) operation(jumprelu, Golden.vector("sas"));

    assertThat(
            logProbabilities(
                score(
                    everywhere(sas, 1).toBuilder()
                        .setSparseClamp(SparseClamp.newBuilder())
                        .build())))
        .isEqualTo(engine(intervention(2, new Operation.SparseClamp(sum.support()), 1)));
  }

  @Test
  void aGateLooksAtAFeatureOrAlongAVectorAsTheEngineDoes() {
    Operation own = operation(jumprelu, Golden.vector("sas"));
    int feature = feature(true);
    float[] dense = Golden.vector("random_a");
    Gate.Builder atFeature = Gate.newBuilder().setVector(reference(sas)).setFeature(feature);
    Gate.Builder along = Gate.newBuilder().setVector(add(dense, 1).getVector()).setThreshold(0.25f);

    for (var expected :
        Map.of(
                atFeature,
                new org.steermesh.engine.steering.Gate.Feature(
                    jumprelu.rows(new int[] {feature}, new float[] {1})),
                along,
                new org.steermesh.engine.steering.Gate.Projection(dense))
            .entrySet()) {
      Gate gate = expected.getKey().build();
      int block = gate.hasFeature() ? 2 : 1;
      ScoreResponse gated = score(everywhere(sas, 1.5f).toBuilder().setGate(gate).build());

      assertThat(logProbabilities(gated))
          .isEqualTo(
              engine(
                  intervention(
                      own,
                      new org.steermesh.engine.steering.Gate(
                          new Site(block, Target.RESIDUAL),
                          expected.getValue(),
                          gate.getThreshold()))));
      SteeringReceipt.Entry entry = gated.getReceipt().getEntries(0);
      SteeringReceipt.Entry open = score(everywhere(sas, 1.5f)).getReceipt().getEntries(0);
      assertThat(entry.getClosedTokenCount()).isPositive();
      assertThat(
              entry.getPromptTokenCount()
                  + entry.getGeneratedTokenCount()
                  + entry.getClosedTokenCount())
          .isEqualTo(open.getPromptTokenCount() + open.getGeneratedTokenCount());
    }
  }

  @Test
  void aGateThatCannotBeIsRefused() {
    Intervention.Builder steered = everywhere(sas, 1).toBuilder();
    Gate.Builder gate = Gate.newBuilder().setVector(reference(sas));
    refused(ErrorReason.FIELD_INVALID, steered.setGate(gate.setFeature(feature(false))));
    refused(
        ErrorReason.VECTOR_KIND_MISMATCH,
        steered.setGate(
            gate.setVector(add(Golden.vector("random_a"), 1).getVector()).setFeature(1)));
    refused(
        ErrorReason.FIELD_INVALID,
        steered.setGate(
            Gate.newBuilder().setVector(add(Golden.vector("random_a"), 3).getVector())));
    refused(
        ErrorReason.NOT_FINITE,
        steered.setGate(Gate.newBuilder().setVector(reference(sas)).setThreshold(Float.NaN)));
  }

  private static VectorRef reference(String name) {
    return VectorRef.newBuilder().setName(name).build();
  }

  /** The first feature that the golden vector holds, or does not. */
  private static int feature(boolean held) {
    float[] vector = Golden.vector("sas");
    return IntStream.range(0, vector.length)
        .filter(i -> (vector[i] != 0) == held)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void strengthZeroLeavesEveryBit() {
    assertThat(score(everywhere(sas, 0)).getScoresList()).isEqualTo(score().getScoresList());
    assertThat(score(everywhere(sas, 0), everywhere(sas, 0)).getScoresList())
        .isEqualTo(score().getScoresList());
  }

  @Test
  void withoutARuleASparseVectorActsEverywhereButOnTheFirstToken() {
    assertThat(score(named(sas)))
        .isEqualTo(score(at(sas, 1, PositionRule.POSITION_RULE_ALL_BUT_BOS)));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    refused(
        ErrorReason.VECTOR_KIND_MISMATCH,
        named(sas).toBuilder().setProjectOut(ProjectOut.getDefaultInstance()));
    refused(
        ErrorReason.VECTOR_KIND_MISMATCH,
        named(sas).toBuilder().setAdd(Add.newBuilder().setKeepNorm(true)));
    refused(
        ErrorReason.VECTOR_KIND_MISMATCH,
        add(Golden.vector("random_a"), 1).toBuilder().setSparseAdd(SparseAdd.newBuilder()));
    refused(
        ErrorReason.VECTOR_SITE_MISSING,
        named(sas).toBuilder().addSites(org.steermesh.type.v1.Site.newBuilder().setBlock(1)));
    String other =
        peer.keep(
            jumprelu,
            Golden.vector("sas"),
            ModelFingerprint.newBuilder().setWeightsDigest("another").build());
    refused(ErrorReason.VECTOR_OF_OTHER_MODEL, named(other).toBuilder());
  }

  private static void refused(ErrorReason reason, Intervention.Builder intervention) {
    Refused.with(reason, () -> score(intervention.build()));
  }

  private static String keep(SparseAutoencoder sae, float[] vector) {
    return peer.keep(
        sae, vector, service.getModel(GetModelRequest.getDefaultInstance()).getFingerprint());
  }

  private static Intervention everywhere(String name, float strength) {
    return at(name, strength, PositionRule.POSITION_RULE_ALL);
  }

  private static Intervention at(String name, float strength, PositionRule rule) {
    return named(name).toBuilder()
        .setStrength(strength)
        .setPositions(org.steermesh.type.v1.Positions.newBuilder().setRule(rule))
        .build();
  }

  private static List<Integer> ids(GenerateRequest request) {
    return ImmutableList.copyOf(service.generate(request)).stream()
        .filter(GenerateResponse::hasToken)
        .map(GenerateResponse::getToken)
        .map(GeneratedToken::getId)
        .toList();
  }

  private static ScoreResponse score(Intervention... interventions) {
    return service.score(
        Requests.score(tokens(Golden.prompt()), continuation(CONTINUATION)).toBuilder()
            .addAllInterventions(List.of(interventions))
            .build());
  }

  private static void assertClose(ScoreResponse actual, float[] expected) {
    float[] scores = logProbabilities(actual);
    for (int i = 0; i < expected.length; i++) {
      assertThat(scores[i]).isCloseTo(expected[i], within(1e-5f * Math.abs(expected[i])));
    }
  }

  private static float[] logProbabilities(ScoreResponse response) {
    return TensorCodec.decode("p", response.getScores(0).getTokenLogProbabilities());
  }

  private static Operation operation(SparseAutoencoder sae, float[] vector) {
    int[] features = IntStream.range(0, vector.length).filter(i -> vector[i] != 0).toArray();
    float[] values = new float[features.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = vector[features[i]];
    }
    return sae.steering(features, values, Operation.Nonlinearity.OWN);
  }

  private static org.steermesh.engine.steering.Intervention intervention(
      int block, Operation operation, float strength) {
    return new org.steermesh.engine.steering.Intervention(
        new Site(block, Target.RESIDUAL),
        Positions.of(org.steermesh.engine.steering.PositionRule.ALL),
        operation,
        strength);
  }

  private static org.steermesh.engine.steering.Intervention intervention(
      Operation operation, org.steermesh.engine.steering.Gate gate) {
    return new org.steermesh.engine.steering.Intervention(
        new Site(2, Target.RESIDUAL),
        Positions.of(org.steermesh.engine.steering.PositionRule.ALL),
        operation,
        1.5f,
        gate);
  }

  private float[] engine(org.steermesh.engine.steering.Intervention... interventions) {
    LanguageModel model = host.model("", "");
    int[] prompt = Golden.prompt().stream().mapToInt(Integer::intValue).toArray();
    int[] continuation = CONTINUATION.stream().mapToInt(Integer::intValue).toArray();
    ScoreRequest request =
        new ScoreRequest(
            model.encode(new Prompt.Tokens(prompt), ""),
            List.of(continuation),
            List.of(interventions));
    return model
        .score(List.of(request), CancelSignal.NEVER)
        .getFirst()
        .logProbabilities()
        .getFirst();
  }
}
