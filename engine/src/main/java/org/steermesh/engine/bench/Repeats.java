package org.steermesh.engine.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.steermesh.engine.torch.NativeValue;

/** Repeats measurements and takes medians. */
final class Repeats {

  private Repeats() {}

  /** The median of a sample's repeats, after one that does not count. */
  static double median(Effort effort, double seconds, DoubleSupplier sample) {
    return medians(effort, seconds, List.of(sample))[0];
  }

  /**
   * The medians of several samples, taken by turns so that a change of the machine's load meets all
   * of them; one repeat before does not count.
   *
   * @param seconds after which nothing is repeated any more
   */
  static double[] medians(Effort effort, double seconds, List<DoubleSupplier> samples) {
    List<double[]> all =
        of(
            effort,
            seconds,
            () -> samples.stream().mapToDouble(DoubleSupplier::getAsDouble).toArray());
    double[] medians = new double[samples.size()];
    Arrays.setAll(medians, i -> middle(all.stream().mapToDouble(each -> each[i])));
    return medians;
  }

  /** What work gives each time; the first time does not count. */
  static <T> List<T> of(Effort effort, double seconds, Supplier<T> work) {
    List<T> all = new ArrayList<>(List.of(work.get()));
    long begun = System.nanoTime();
    while (all.size() <= effort.leastRepeats()
        || (all.size() <= effort.mostRepeats() && System.nanoTime() - begun < seconds * 1e9)) {
      all.add(work.get());
    }
    return all.subList(1, all.size());
  }

  /** The median. */
  static double middle(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** Seconds that a call takes; its result is closed afterwards. */
  static double secondsOfCall(Supplier<NativeValue> call) {
    long begun = System.nanoTime();
    NativeValue result = call.get();
    double seconds = (System.nanoTime() - begun) / 1e9;
    result.close();
    return seconds;
  }

  /** Seconds that work takes. */
  static double secondsOf(Runnable work) {
    long begun = System.nanoTime();
    work.run();
    return (System.nanoTime() - begun) / 1e9;
  }
}
