package org.steermesh.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.steermesh.generation.Requests.add;
import static org.steermesh.generation.Requests.continuation;
import static org.steermesh.generation.Requests.golden;
import static org.steermesh.generation.Requests.named;
import static org.steermesh.generation.Requests.score;
import static org.steermesh.generation.Requests.text;

import com.google.common.collect.ImmutableList;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.RemoteError;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import org.steermesh.generation.v1.GenerationSummary;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.generation.v1.SteeringPolicy;
import org.steermesh.generation.v1.SteeringPolicy.OnFailure;
import org.steermesh.host.testing.Golden;
import org.steermesh.host.testing.HostedModel;
import org.steermesh.host.testing.Refused;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.ModelFingerprint;
import org.steermesh.type.v1.PositionRule;
import org.steermesh.type.v1.Positions;
import org.steermesh.type.v1.SteeringReceipt;

/** A service that steers all its texts. */
@QuarkusTest
@TestProfile(DefaultSteeringTest.Steered.class)
@WithTestResource(HostedModel.class)
class DefaultSteeringTest {

  /** The first version that {@link PackPeer} keeps. */
  private static final String DIGEST = "%064x".formatted(1);

  /** Steers all texts by the kept version. */
  public static final class Steered implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "steermesh.generation.default-steering", "kept@" + DIGEST + ":1.5",
          "steermesh.generation.warm-vectors", "kept@live",
          "steermesh.generation.warm-every", "0.2s");
    }
  }

  @Test
  void textsAreSteeredByTheServicesOwnVectorsAfterThoseOfTheRequestAndSaySo() throws Exception {
    ManagedChannel channel = HostedModel.channel();
    try (PackPeer peer = new PackPeer();
        SparseAutoencoder sae = SparseAutoencoder.open(Golden.saes().resolve("jumprelu"))) {
      var service = GenerationServiceGrpc.newBlockingStub(channel).withWaitForReady();
      peer.awaitQuestion();
      assertThatItsAbsenceIsNoFaultOfARequest(service);
      String kept = peer.keep(sae, Golden.vector("sas"), model(service));

      // Before any text names them: that of the default steering, and what the alias comes to name.
      assertThat(peer.nextRead()).isEqualTo(kept);
      String other = peer.keep(sae, Golden.vector("sas"), model(service));
      peer.move("vectors/kept@live", other);
      assertThat(peer.nextRead()).isEqualTo(other);

      GenerationSummary plain = summary(service, golden());
      assertThat(plain.getReceipt().getEntriesList())
          .extracting(SteeringReceipt.Entry::getVersion, SteeringReceipt.Entry::getByDefault)
          .containsExactly(tuple(kept, true));
      assertThat(plain.getReceipt().getEntries(0).getStrength()).isEqualTo(1.5f);
      assertThat(plain.getReceipt().getEntries(0).getLargestDose()).isPositive();

      GenerationSummary both =
          summary(service, golden(add("meandiff_last.2", 2, 2, PositionRule.POSITION_RULE_ALL)));
      assertThat(both.getReceipt().getEntriesList())
          .extracting(SteeringReceipt.Entry::getByDefault)
          .containsExactly(false, true);
      assertThatWhatARequestLacksDoesNotShedIt(service);
      assertThat(service.score(score(text("a"), continuation("b"))).getReceipt().getEntriesList())
          .isEmpty();
    } finally {
      channel.shutdownNow();
    }
  }

  private static void assertThatItsAbsenceIsNoFaultOfARequest(
      GenerationServiceBlockingStub service) {
    for (GenerateRequest request : List.of(golden(), orUnsteered(golden()))) {
      RemoteError missing =
          Refused.with(ErrorReason.DEFAULT_STEERING_FAILED, () -> summary(service, request));
      assertThat(missing.code()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(missing.message())
          .contains("steermesh.generation.default-steering", "there is no such version");
    }
  }

  private static void assertThatWhatARequestLacksDoesNotShedIt(
      GenerationServiceBlockingStub service) {
    Intervention nowhere =
        add("meandiff_last.2", 2, 2, PositionRule.POSITION_RULE_INDICES).toBuilder()
            .setPositions(
                Positions.newBuilder()
                    .setRule(PositionRule.POSITION_RULE_FROM_MARKER)
                    .setMarker("nowhere"))
            .build();
    String unknown = "vectors/kept/versions/%064x".formatted(99);
    for (Intervention lacking : List.of(named(unknown), nowhere)) {
      GenerationSummary summary = summary(service, orUnsteered(golden(lacking)));
      assertThat(summary.hasUnsteered()).isTrue();
      assertThat(summary.getReceipt().getEntriesList())
          .extracting(SteeringReceipt.Entry::getByDefault)
          .containsExactly(true);
    }
  }

  private static GenerateRequest orUnsteered(GenerateRequest request) {
    return request.toBuilder()
        .setPolicy(SteeringPolicy.newBuilder().setOnFailure(OnFailure.ON_FAILURE_SERVE_UNSTEERED))
        .build();
  }

  private static ModelFingerprint model(GenerationServiceBlockingStub service) {
    return service.getModel(GetModelRequest.getDefaultInstance()).getFingerprint();
  }

  private static GenerationSummary summary(
      GenerationServiceBlockingStub service, GenerateRequest request) {
    List<GenerateResponse> events = ImmutableList.copyOf(service.generate(request));
    return events.getLast().getSummary();
  }
}
