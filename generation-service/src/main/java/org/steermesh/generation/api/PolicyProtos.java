package org.steermesh.generation.api;

import java.util.Optional;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.Watch;
import org.steermesh.generation.domain.SteeringPolicy;
import org.steermesh.generation.v1.Watch.Action;
import org.steermesh.generation.v1.WatchReport;

/** {@code steermesh.generation.v1.SteeringPolicy}, and what a watch saw. */
final class PolicyProtos {

  private static final int DEFAULT_WINDOW = 32;
  private static final int MOST_WINDOW = 1024;
  private static final int LEAST_WINDOW = 8;
  private static final double DEFAULT_REPETITION = 0.5;
  private static final float DEFAULT_BACK_OFF = 0.5f;

  private PolicyProtos() {}

  static SteeringPolicy policy(org.steermesh.generation.v1.SteeringPolicy proto) {
    boolean servesUnsteered =
        switch (proto.getOnFailure()) {
          case ON_FAILURE_UNSPECIFIED, ON_FAILURE_FAIL -> false;
          case ON_FAILURE_SERVE_UNSTEERED -> true;
          case UNRECOGNIZED ->
              throw SteermeshException.ofField(
                  "policy.on_failure",
                  proto.getOnFailureValue()
                      + " is unknown; ON_FAILURE_FAIL and ON_FAILURE_SERVE_UNSTEERED are allowed");
        };
    return new SteeringPolicy(
        servesUnsteered,
        proto.getAllowOverDose(),
        proto.hasWatch() ? Optional.of(watch(proto.getWatch())) : Optional.empty());
  }

  private static Watch watch(org.steermesh.generation.v1.Watch proto) {
    int window = proto.hasWindow() ? proto.getWindow() : DEFAULT_WINDOW;
    require(
        window >= LEAST_WINDOW && window <= MOST_WINDOW,
        "window",
        "%d must be %d to %d".formatted(window, LEAST_WINDOW, MOST_WINDOW));
    double repetition = proto.hasMostRepetition() ? proto.getMostRepetition() : DEFAULT_REPETITION;
    require(repetition >= 0 && repetition <= 1, "most_repetition", repetition + " must be 0 to 1");
    double entropy = proto.getLeastEntropy();
    require(
        entropy >= 0 && Double.isFinite(entropy),
        "least_entropy",
        entropy + " must be finite and at least 0");
    float backOff = proto.hasBackOff() ? proto.getBackOff() : DEFAULT_BACK_OFF;
    require(backOff >= 0 && backOff < 1, "back_off", backOff + " must be at least 0 and below 1");
    require(
        !proto.hasBackOff() || proto.getAction() == Action.ACTION_BACK_OFF,
        "back_off",
        "belongs to ACTION_BACK_OFF");
    return switch (proto.getAction()) {
      case ACTION_UNSPECIFIED, ACTION_STOP -> new Watch(window, repetition, entropy, -1);
      case ACTION_BACK_OFF -> new Watch(window, repetition, entropy, backOff);
      case UNRECOGNIZED ->
          throw SteermeshException.ofField(
              "policy.watch.action",
              proto.getActionValue() + " is unknown; ACTION_STOP and ACTION_BACK_OFF are allowed");
    };
  }

  private static void require(boolean holds, String field, String description) {
    if (!holds) {
      throw SteermeshException.ofField("policy.watch." + field, description);
    }
  }

  static WatchReport report(org.steermesh.engine.WatchReport report) {
    return WatchReport.newBuilder()
        .setAlarmCount(report.alarms())
        .setFirstAlarmToken(report.firstAlarm())
        .setLargestRepetition(report.largestRepetition())
        .setLeastEntropy(report.leastEntropy())
        .setFinalScale(report.scale())
        .build();
  }
}
