package org.steermesh.eval.domain.report;

import java.util.ArrayList;
import java.util.List;

/**
 * One axis of a chart: which values it spans, where they fall and which get a tick.
 *
 * @param low value at the start of the axis
 * @param high value at its end, above {@code low}
 * @param scale how values between them are spaced
 * @param ticks rising values inside the axis
 */
record Axis(double low, double high, Scale scale, List<Double> ticks) {

  private static final int WANTED_TICKS = 5;

  /** How values are spaced. */
  enum Scale {
    LINEAR,
    LOGARITHMIC
  }

  /** An axis from {@code low} to {@code high} at least, widened to round ticks. */
  static Axis round(double low, double high) {
    double step = step(high > low ? high - low : 1);
    double first = Math.floor(low / step + 1e-9);
    double last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
    List<Double> ticks = new ArrayList<>();
    for (double i = first; i <= last; i++) {
      ticks.add(i * step);
    }
    return new Axis(first * step, last * step, Scale.LINEAR, List.copyOf(ticks));
  }

  /** An axis with a tick at each of {@code values}, or at round ones if they are too many. */
  static Axis through(List<Double> values, double margin) {
    double low = values.getFirst();
    double high = values.getLast();
    double room = high > low ? (high - low) * margin : 1;
    boolean crowded = values.size() > 9 || isCrowded(values, (high - low) / 14);
    List<Double> ticks =
        crowded
            ? round(low, high).ticks().stream().filter(t -> t >= low && t <= high).toList()
            : List.copyOf(values);
    return new Axis(low - room, high + room, Scale.LINEAR, ticks);
  }

  /** A logarithmic axis over powers of ten and their doubles and fives. */
  static Axis logarithmic(double low, double high) {
    List<Double> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(low)); power <= Math.log10(high) + 1; power++) {
      for (double digit : new double[] {1, 2, 5}) {
        ticks.add(digit * Math.pow(10, power));
      }
    }
    double bottom = ticks.stream().filter(t -> t <= low * 1.0001).toList().getLast();
    double top = ticks.stream().filter(t -> t >= high * 0.9999).findFirst().orElse(high);
    List<Double> inside = ticks.stream().filter(t -> t >= bottom && t <= top).toList();
    boolean wide = inside.size() > 8;
    List<Double> shown = wide ? inside.stream().filter(t -> isPowerOfTen(t)).toList() : inside;
    return new Axis(bottom, top, Scale.LOGARITHMIC, shown);
  }

  /** Where {@code value} falls: 0 at {@code low}, 1 at {@code high}; clamped to these. */
  double share(double value) {
    double share =
        switch (scale) {
          case LINEAR -> (value - low) / (high - low);
          case LOGARITHMIC -> Math.log(value / low) / Math.log(high / low);
        };
    return Math.clamp(share, 0, 1);
  }

  /** The tick as text; the ticks of a linear axis all have the decimals that the finest needs. */
  String label(double tick) {
    return trim(
        tick,
        switch (scale) {
          case LINEAR -> ticks.stream().mapToInt(Axis::decimals).max().orElse(0);
          case LOGARITHMIC -> decimals(tick);
        });
  }

  private static int decimals(double tick) {
    int decimals = 0;
    while (decimals < 6
        && Math.abs(tick * Math.pow(10, decimals) - Math.rint(tick * Math.pow(10, decimals)))
            > 1e-6) {
      decimals++;
    }
    return decimals;
  }

  private static String trim(double value, int decimals) {
    return String.format(java.util.Locale.ROOT, "%." + decimals + "f", value).replace('-', '−');
  }

  private static boolean isCrowded(List<Double> values, double least) {
    for (int i = 1; i < values.size(); i++) {
      if (values.get(i) - values.get(i - 1) < least) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPowerOfTen(double tick) {
    double power = Math.log10(tick);
    return Math.abs(power - Math.rint(power)) < 1e-9;
  }

  /** 1, 2 or 5 times a power of ten, so that about {@link #WANTED_TICKS} fit. */
  private static double step(double span) {
    double raw = span / WANTED_TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    for (double digit : new double[] {1, 2, 5}) {
      if (digit * power >= raw * 0.999) {
        return digit * power;
      }
    }
    return 10 * power;
  }
}
