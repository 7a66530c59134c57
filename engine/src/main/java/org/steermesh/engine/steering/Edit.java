package org.steermesh.engine.steering;

import org.steermesh.engine.decoder.Point;

/**
 * An intervention at a point of the decoder: a superset of what a {@link Site} can name.
 *
 * @param block decoder block
 * @param point where in it
 * @param positions which tokens
 * @param operation what
 * @param strength lambda
 */
public record Edit(
    int block, Point point, Positions positions, Operation operation, float strength) {

  /** The edit of an intervention. */
  public static Edit of(Intervention intervention) {
    Site site = intervention.site();
    return new Edit(
        site.block(),
        point(site.target()),
        intervention.positions(),
        intervention.operation(),
        intervention.strength());
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
