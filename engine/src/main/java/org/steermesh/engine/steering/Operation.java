package org.steermesh.engine.steering;

/** What an intervention does to an activation a of width d; lambda is the strength. */
public sealed interface Operation {

  /**
   * a + lambda v, optionally rescaled to the norm of a.
   *
   * @param vector v, [d]
   * @param keepNorm whether the result is rescaled to the norm before the edit
   */
  record Add(float[] vector, boolean keepNorm) implements Operation {}

  /**
   * a - lambda (a.u) u with u = direction / |direction|.
   *
   * @param direction [d], of any length but zero
   */
  record ProjectOut(float[] direction) implements Operation {}

  /**
   * Sets the component along u = direction / |direction| to a value: a + lambda (value - a.u) u.
   *
   * @param direction [d], of any length but zero
   * @param value the component wanted
   */
  record Clamp(float[] direction, float value) implements Operation {}
}
