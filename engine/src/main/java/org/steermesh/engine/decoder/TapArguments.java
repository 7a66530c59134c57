package org.steermesh.engine.decoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.steermesh.engine.torch.NativeScope;
import org.steermesh.engine.torch.NativeValue;

/** The taps of one pass as the flat lists that the program takes. */
final class TapArguments {

  private final int[] order;
  private final NativeValue first;
  private final NativeValue kind;
  private final NativeValue tensor;
  private final NativeValue tensors;

  TapArguments(List<Tap> taps, int blocks, NativeScope scope) {
    this.order =
        IntStream.range(0, taps.size())
            .boxed()
            .sorted(Comparator.comparing(taps::get, PASS_ORDER))
            .mapToInt(Integer::intValue)
            .toArray();
    List<Tap> sorted = Arrays.stream(order).mapToObj(taps::get).toList();
    long[] firsts = taps.isEmpty() ? new long[0] : firsts(sorted, blocks * Point.COUNT);
    IdentityHashMap<Tap, Long> starts = starts(sorted);
    List<NativeValue> flat = new ArrayList<>();
    sorted.forEach(tap -> flat.addAll(arguments(tap, starts, scope)));
    long[] offsets = sorted.stream().mapToLong(tap -> start(starts, tap)).toArray();
    this.first = scope.add(NativeValue.longList(firsts));
    this.kind = scope.add(NativeValue.longList(kinds(sorted)));
    this.tensor = scope.add(NativeValue.longList(offsets));
    this.tensors = scope.add(NativeValue.tensorList(flat));
  }

  /** Orders taps as the pass reaches them; stable, so that list order holds within a point. */
  private static final Comparator<Tap> PASS_ORDER =
      Comparator.comparingInt(tap -> tap.point().site(tap.block()));

  private static long[] kinds(List<Tap> sorted) {
    return sorted.stream().mapToLong(tap -> tap.kind().code()).toArray();
  }

  /**
   * Per point the index of its first tap, and the end: taps of point p are first[p] to first[p+1].
   */
  private static long[] firsts(List<Tap> sorted, int points) {
    long[] firsts = new long[points + 1];
    for (Tap tap : sorted) {
      firsts[tap.point().site(tap.block()) + 1]++;
    }
    for (int i = 0; i < points; i++) {
      firsts[i + 1] += firsts[i];
    }
    return firsts;
  }

  /** Of each tap the number of its first tensor. */
  private static IdentityHashMap<Tap, Long> starts(List<Tap> sorted) {
    IdentityHashMap<Tap, Long> starts = new IdentityHashMap<>();
    long next = 0;
    for (Tap tap : sorted) {
      starts.put(tap, next);
      next += ownTensors(tap) + tap.parameters().size();
    }
    return starts;
  }

  private static int ownTensors(Tap tap) {
    if (tap.kind() == Tap.Kind.READ) {
      return 1;
    }
    return tap.gated() == null ? 3 : tap.kind().remembers() ? 4 : 2;
  }

  private static long start(IdentityHashMap<Tap, Long> starts, Tap tap) {
    return Objects.requireNonNull(starts.get(tap), "a gate without its edit");
  }

  private static List<NativeValue> arguments(
      Tap tap, IdentityHashMap<Tap, Long> starts, NativeScope scope) {
    int n = tap.rows().length;
    NativeValue rows = scope.add(NativeValue.longs(tap.rows(), n));
    if (tap.kind() == Tap.Kind.READ) {
      return List.of(rows);
    }
    List<NativeValue> all = new ArrayList<>();
    all.add(rows);
    if (tap.gated() != null) {
      long strengths = start(starts, tap.gated()) + 1;
      all.add(scope.add(NativeValue.longs(new long[] {strengths}, 1)));
      if (tap.kind().remembers()) {
        all.add(scope.add(NativeValue.floats(tap.strengths(), n)));
        all.add(scope.add(NativeValue.longs(tap.directions(), n)));
      }
      all.addAll(tap.parameters());
      return all;
    }
    all.add(scope.add(NativeValue.floats(tap.strengths(), n, 1)));
    all.add(scope.add(NativeValue.longs(tap.directions(), n)));
    all.addAll(tap.parameters());
    return all;
  }

  NativeValue first() {
    return first;
  }

  NativeValue kind() {
    return kind;
  }

  NativeValue tensor() {
    return tensor;
  }

  NativeValue tensors() {
    return tensors;
  }

  /** Puts the program's outputs back into the order of the caller's taps. */
  List<float[]> inCallersOrder(List<float[]> outputs) {
    float[][] ordered = new float[order.length][];
    for (int i = 0; i < order.length; i++) {
      ordered[order[i]] = outputs.get(i);
    }
    return List.of(ordered);
  }
}
