package org.steermesh.generation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.ModelDescription;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Schedule;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Target;
import org.steermesh.generation.domain.WantedIntervention.PositionChoice;
import org.steermesh.generation.domain.WantedIntervention.VectorChoice;
import org.steermesh.host.ModelHost;
import org.steermesh.host.testing.HostedModel;

/** Doses that are planned from the norms recorded with a version. */
@QuarkusTest
@WithTestResource(HostedModel.class)
class DoseLimitTest {

  private static final Site SITE = new Site(2, Target.RESIDUAL);

  @Inject ModelHost host;

  private ModelDescription model() {
    return host.model("model", "").description();
  }

  /** A version whose vector is 0.8 times as long as the activations that it was read from. */
  private VectorVersion version(String name) {
    ModelDescription is = model();
    float[] values = new float[is.width()];
    values[0] = 1;
    return new VectorVersion(
        name,
        "models/golden",
        is.weightsDigest(),
        is.tokenizerDigest(),
        new TreeMap<>(Map.of(SITE, values)),
        Map.of(SITE, 0.8),
        Optional.empty(),
        Optional.of(SITE));
  }

  private Steering steering(WantedIntervention... wanted) {
    return new SteeringResolver(this::version, model()).resolve(List.of(wanted));
  }

  private static WantedIntervention add(float strength, Schedule schedule) {
    return wanted(new WantedOperation.Add(false), strength, schedule);
  }

  private static WantedIntervention wanted(
      WantedOperation operation, float strength, Schedule schedule) {
    Positions all = Positions.of(PositionRule.ALL);
    return new WantedIntervention(
        new VectorChoice.Named("vectors/kind"),
        List.of(),
        new PositionChoice(all, all),
        operation,
        strength,
        Optional.empty(),
        schedule);
  }

  @Test
  void aPlannedDoseIsStrengthTimesTheRecordedNorms() {
    Steering steering = steering(add(-2, Schedule.CONSTANT));

    assertThat(steering.origins().getFirst().plannedDose()).isCloseTo(1.6, within(1e-9));
    steering.requireDoseWithin(1.61);
    assertThatThrownBy(() -> steering.requireDoseWithin(1.59))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ErrorReason.OVER_DOSE);
              assertThat(e.metadata()).containsEntry("dose_limit", "1.59");
            });
  }

  @Test
  void dosesAtOneSiteAddUpAndSchedulesCountWithTheirLargestFactor() {
    Schedule threefold = new Schedule(3, 0, 8, Float.POSITIVE_INFINITY, Integer.MAX_VALUE);
    Steering steering = steering(add(1, Schedule.CONSTANT), add(-1, threefold));

    assertThat(steering.plannedDose(SITE)).isCloseTo(0.8 + 2.4, within(1e-9));
    assertThat(steering.plannedDose(new Site(1, Target.RESIDUAL))).isZero();
  }

  @Test
  void whatTakesAwayHasNoPlannedDose() {
    Steering steering = steering(wanted(new WantedOperation.ProjectOut(), 9, Schedule.CONSTANT));

    assertThat(steering.plannedDose(SITE)).isZero();
  }

  @Test
  void aPolicyServesUnsteeredOnlyWhereItSaysSoAndNeverWhatIsMalformed() {
    SteermeshException away = new SteermeshException(ErrorReason.DEPENDENCY_UNAVAILABLE, "away");
    SteermeshException malformed = SteermeshException.ofField("strength", "is NaN");
    SteeringPolicy serves = new SteeringPolicy(true, false, Optional.empty());
    SteeringPolicy fails = new SteeringPolicy(false, false, Optional.empty());

    Steering own = steering(add(1, Schedule.CONSTANT));
    assertThat(serves.insteadOf(away, own).steering()).isEqualTo(own);
    assertThat(serves.insteadOf(away, own).asked()).isZero();
    assertThat(serves.insteadOf(away, own).refusal()).contains(away);
    assertThatThrownBy(() -> fails.insteadOf(away, own)).isSameAs(away);
    assertThatThrownBy(() -> serves.insteadOf(malformed, own)).isSameAs(malformed);
  }
}
