package org.steermesh.engine.decoder;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.steermesh.engine.checkpoint.MappedPages;
import org.steermesh.engine.torch.MappedTensors;
import org.steermesh.engine.torch.MappedTensors.Dtype;
import org.steermesh.engine.torch.NativeScope;
import org.steermesh.engine.torch.NativeValue;
import org.steermesh.engine.torch.TorchProgram;

/**
 * Copies matrices into the form that the CPU's kernels want. Matrices of the same inputs are held
 * side by side as one: one large product is faster than several small ones. A large one is held in
 * parts of some rows, because a whole output head in float32 would need more memory than the model
 * itself. Parts are made in any order, by several threads, and stand in the order in which they
 * were asked for.
 */
final class MatrixHolder implements AutoCloseable {

  /** Most floats of a part: 64 MiB. */
  private static final long PART_FLOATS = 1L << 24;

  private final Placement placement;
  private final MappedTensors mapped;
  private final TorchProgram program;
  private final List<Part> parts = new ArrayList<>();
  private final List<Long> starts = new ArrayList<>();
  private final LongAdder inexact = new LongAdder();

  MatrixHolder(Placement placement, MappedTensors mapped, TorchProgram program) {
    this.placement = placement;
    this.mapped = mapped;
    this.program = program;
  }

  /**
   * Rows of a mapped matrix.
   *
   * @param data their bytes
   * @param count number of rows
   * @param width floats a row
   * @param bias of the rows, as many floats; or none
   * @param change what is added to them
   */
  record Rows(
      MemorySegment data,
      Dtype dtype,
      long count,
      long width,
      float[] bias,
      Optional<WeightChange> change) {

    private Rows part(long from, long wanted) {
      long bytes = data.byteSize() / count;
      float[] biases =
          bias.length == 0 ? bias : Arrays.copyOfRange(bias, (int) from, (int) (from + wanted));
      return new Rows(
          data.asSlice(from * bytes, wanted * bytes),
          dtype,
          wanted,
          width,
          biases,
          change.map(whole -> whole.rows(from)));
    }
  }

  Placement placement() {
    return placement;
  }

  /** Number of weights that float16 does not hold exactly, where matrices are held so. */
  long inexact() {
    return inexact.sum();
  }

  /** The work of holding matrices side by side, to be run before {@link #packed}. */
  List<Runnable> hold(List<Rows> matrices) {
    starts.add((long) parts.size());
    List<Part> made = new ArrayList<>();
    for (Rows matrix : matrices) {
      long most = Math.max(1, PART_FLOATS / matrix.width());
      long count;
      for (long from = 0; from < matrix.count(); from += count) {
        if (made.isEmpty() || made.getLast().rows() >= most) {
          made.add(new Part());
        }
        count = Math.min(most - made.getLast().rows(), matrix.count() - from);
        made.getLast().rows.add(matrix.part(from, count));
      }
    }
    parts.addAll(made);
    return List.copyOf(made);
  }

  /** Where the parts of each call of {@link #hold} begin, and where the last ones end. */
  long[] starts() {
    long[] all = new long[starts.size() + 1];
    for (int i = 0; i < starts.size(); i++) {
      all[i] = starts.get(i);
    }
    all[starts.size()] = parts.size();
    return all;
  }

  /** All parts that are plain matrices, in order; none where they are packed. */
  List<NativeValue> plain() {
    return placement.packs() ? List.of() : parts.stream().map(Part::made).toList();
  }

  /** All packed parts in order, as the program takes them; to be closed. */
  NativeValue packed() {
    NativeValue all = program.call("none_packed");
    if (placement.packs()) {
      for (Part part : parts) {
        program.call("join", all, part.made()).close();
      }
    }
    return all;
  }

  @Override
  public void close() {
    parts.forEach(part -> part.made.forEach(NativeValue::close));
  }

  /** What is held as one. */
  private final class Part implements Runnable {

    private final List<Rows> rows = new ArrayList<>(3);
    private List<NativeValue> made = List.of();

    long rows() {
      return rows.stream().mapToLong(Rows::count).sum();
    }

    NativeValue made() {
      return made.getFirst();
    }

    @Override
    public void run() {
      try (NativeScope scope = new NativeScope()) {
        List<NativeValue> views = new ArrayList<>();
        for (Rows part : rows) {
          NativeValue view =
              scope.add(mapped.view(part.data(), part.dtype(), part.count(), part.width()));
          if (part.change().isPresent()) {
            view = scope.add(part.change().get().addTo(view, part.count(), mapped, Dtype.F32));
          }
          boolean wider = part.dtype() != Dtype.F16 || part.change().isPresent();
          if (placement.format() == WeightFormat.F16 && wider) {
            inexact.add(mapped.inexactInFloat16(view));
          }
          views.add(view);
        }
        made = List.of(make(scope.add(NativeValue.tensorList(views)), scope));
      }
      rows.forEach(part -> MappedPages.release(part.data()));
    }

    private NativeValue make(NativeValue views, NativeScope scope) {
      return placement.packs()
          ? program.call(
              "pack",
              views,
              scope.add(NativeValue.floats(bias(), bias().length)),
              scope.add(NativeValue.of(placement.format() == WeightFormat.INT8)))
          : program.call("hold", views);
    }

    /** Of all rows, or none. */
    private float[] bias() {
      float[] all = new float[rows.stream().mapToInt(part -> part.bias().length).sum()];
      int at = 0;
      for (Rows part : rows) {
        System.arraycopy(part.bias(), 0, all, at, part.bias().length);
        at += part.bias().length;
      }
      return all;
    }
  }
}
