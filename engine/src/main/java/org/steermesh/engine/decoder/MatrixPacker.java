package org.steermesh.engine.decoder;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.steermesh.engine.checkpoint.MappedPages;
import org.steermesh.engine.torch.MappedTensors;
import org.steermesh.engine.torch.NativeScope;
import org.steermesh.engine.torch.NativeValue;
import org.steermesh.engine.torch.TorchProgram;

/**
 * Packs matrices for the CPU's kernels, rows by rows: a whole output head in float32 would need
 * more memory than the packed model. Pieces are packed in any order, by several threads, and stand
 * in the order in which they were asked for.
 */
final class MatrixPacker implements AutoCloseable {

  /** Floats of the rows that are packed at a time: 128 MiB. */
  private static final long PIECE_FLOATS = 1L << 25;

  private final Placement placement;
  private final MappedTensors mapped;
  private final TorchProgram program;
  private final List<Piece> pieces = new ArrayList<>();
  private final LongAdder inexact = new LongAdder();

  MatrixPacker(Placement placement, MappedTensors mapped, TorchProgram program) {
    this.placement = placement;
    this.mapped = mapped;
    this.program = program;
  }

  Placement placement() {
    return placement;
  }

  /** Number of weights that float16 does not hold exactly. */
  long inexact() {
    return inexact.sum();
  }

  /** Mapped rows of a matrix with their bias, as many floats as rows or none. */
  private final class Piece implements Runnable {

    private final MemorySegment data;
    private final MappedTensors.Dtype dtype;
    private final long[] shape;
    private final float[] bias;
    private List<NativeValue> packed = List.of();

    Piece(MemorySegment data, MappedTensors.Dtype dtype, long[] shape, float[] bias) {
      this.data = data;
      this.dtype = dtype;
      this.shape = shape;
      this.bias = bias;
    }

    @Override
    public void run() {
      try (NativeScope scope = new NativeScope()) {
        NativeValue weight = scope.add(mapped.view(data, dtype, shape));
        if (placement.format() == WeightFormat.F16 && dtype != MappedTensors.Dtype.F16) {
          inexact.add(mapped.inexactInFloat16(weight));
        }
        packed =
            List.of(
                program.call(
                    "pack",
                    weight,
                    scope.add(NativeValue.floats(bias, bias.length)),
                    scope.add(NativeValue.of(placement.format() == WeightFormat.INT8))));
      }
      MappedPages.release(data);
    }
  }

  /**
   * The work of packing a matrix [out, in], to be run before {@link #join}.
   *
   * @param bias of its rows, or none
   */
  List<Runnable> pack(MemorySegment data, MappedTensors.Dtype dtype, long[] shape, float[] bias) {
    long rows = bias.length > 0 ? shape[0] : Math.clamp(PIECE_FLOATS / shape[1], 1, shape[0]);
    long rowBytes = data.byteSize() / shape[0];
    List<Runnable> work = new ArrayList<>();
    for (long from = 0; from < shape[0]; from += rows) {
      long count = Math.min(rows, shape[0] - from);
      MemorySegment part = data.asSlice(from * rowBytes, count * rowBytes);
      Piece piece = new Piece(part, dtype, new long[] {count, shape[1]}, bias);
      pieces.add(piece);
      work.add(piece);
    }
    return work;
  }

  /** All packed pieces in order, as the program takes them; to be closed. */
  NativeValue join() {
    NativeValue all = program.call("no_pieces");
    for (Piece piece : pieces) {
      program.call("join", all, piece.packed.getFirst()).close();
    }
    return all;
  }

  @Override
  public void close() {
    pieces.forEach(piece -> piece.packed.forEach(NativeValue::close));
  }
}
