package org.steermesh.eval.domain.report;

import java.util.List;
import org.steermesh.eval.domain.statistics.Interval;

/**
 * One line of a chart.
 *
 * @param label in the legend
 * @param points by rising x
 */
record Series(String label, List<Point> points) {

  /**
   * One measured value.
   *
   * @param interval drawn as a band and whiskers; unknown for none
   * @param explanation shown when pointed at
   */
  record Point(double x, double y, Interval interval, String explanation) {}
}
