package org.steermesh.generation.api;

import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.steering.Schedule;

/** {@code steermesh.type.v1.Schedule}. */
final class ScheduleProtos {

  private ScheduleProtos() {}

  static Schedule schedule(String field, org.steermesh.type.v1.Schedule proto) {
    var ramp = proto.getRamp();
    float from = ramp.getFrom();
    float to = ramp.hasTo() ? ramp.getTo() : 1;
    require(Float.isFinite(from), field + ".ramp.from", "is " + from + "; it must be finite");
    require(Float.isFinite(to), field + ".ramp.to", "is " + to + "; it must be finite");
    require(
        !proto.hasRamp() || ramp.getTokenCount() >= 1,
        field + ".ramp.token_count",
        "is " + ramp.getTokenCount() + "; it must be at least 1");
    float halfLife = proto.hasHalfLife() ? proto.getHalfLife() : Float.POSITIVE_INFINITY;
    require(
        !proto.hasHalfLife() || (Float.isFinite(halfLife) && halfLife > 0),
        field + ".half_life",
        "is " + halfLife + "; it must be finite and above 0");
    int stopAfter = proto.hasStopAfter() ? proto.getStopAfter() : Integer.MAX_VALUE;
    require(stopAfter >= 0, field + ".stop_after", "is " + stopAfter + "; it must be at least 0");
    return new Schedule(proto.hasRamp() ? from : 1, to, ramp.getTokenCount(), halfLife, stopAfter);
  }

  private static void require(boolean holds, String field, String description) {
    if (!holds) {
      throw SteermeshException.ofField(field, description);
    }
  }
}
