package org.steermesh.engine.steering;

import org.jspecify.annotations.Nullable;
import org.steermesh.engine.decoder.Point;

/**
 * An intervention at a point of the decoder: a superset of what a {@link Site} can name.
 *
 * @param block decoder block
 * @param point where in it
 * @param positions which tokens
 * @param operation what
 * @param strength lambda
 * @param gate on which of these tokens it acts; none for all of them
 * @param schedule how the strength changes along the text
 */
public record Edit(
    int block,
    Point point,
    Positions positions,
    Operation operation,
    float strength,
    @Nullable Gate gate,
    Schedule schedule) {

  /** An edit of all tokens at the positions. */
  public Edit(int block, Point point, Positions positions, Operation operation, float strength) {
    this(block, point, positions, operation, strength, null, Schedule.CONSTANT);
  }

  /** The edit of an intervention. */
  public static Edit of(Intervention intervention) {
    Site site = intervention.site();
    return new Edit(
        site.block(),
        point(site.target()),
        intervention.positions(),
        intervention.operation(),
        intervention.strength(),
        intervention.gate(),
        intervention.schedule());
  }

  /** The point that a target names. */
  public static Point point(Target target) {
    return switch (target) {
      case RESIDUAL -> Point.RESID_POST;
      case ATTENTION -> Point.ATTN_CONTRIB;
      case MLP -> Point.MLP_CONTRIB;
      case MLP_INPUT -> Point.MLP_IN;
    };
  }

  @Override
  public String toString() {
    return operation.getClass().getSimpleName() + " at block " + block + " " + point;
  }
}
