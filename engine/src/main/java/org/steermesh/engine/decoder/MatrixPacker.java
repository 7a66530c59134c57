package org.steermesh.engine.decoder;

import java.lang.foreign.MemorySegment;
import org.steermesh.engine.checkpoint.MappedPages;
import org.steermesh.engine.torch.MappedTensors;
import org.steermesh.engine.torch.NativeValue;
import org.steermesh.engine.torch.TorchProgram;

/**
 * Packs matrices for the CPU's kernels, rows by rows: a whole output head in float32 would need
 * more memory than the packed model.
 */
final class MatrixPacker implements AutoCloseable {

  /** Floats of the rows that are packed at a time: 256 MiB. */
  private static final long PIECE_FLOATS = 1L << 26;

  private final Placement placement;
  private final MappedTensors mapped;
  private final TorchProgram program;
  private final NativeValue pieces;
  private long inexact;

  MatrixPacker(Placement placement, MappedTensors mapped, TorchProgram program) {
    this.placement = placement;
    this.mapped = mapped;
    this.program = program;
    this.pieces = program.call("no_pieces");
  }

  Placement placement() {
    return placement;
  }

  /** The packed pieces in order; closed with the packer. */
  NativeValue pieces() {
    return pieces;
  }

  /** Number of weights that float16 does not hold exactly. */
  long inexact() {
    return inexact;
  }

  /** Packs a matrix [out, in] without a bias. */
  void pack(MemorySegment data, MappedTensors.Dtype dtype, long[] shape) {
    try (NativeValue none = NativeValue.floats(new float[0], 0)) {
      long rows = Math.clamp(PIECE_FLOATS / shape[1], 1, shape[0]);
      long rowBytes = data.byteSize() / shape[0];
      for (long from = 0; from < shape[0]; from += rows) {
        long count = Math.min(rows, shape[0] - from);
        MemorySegment piece = data.asSlice(from * rowBytes, count * rowBytes);
        pack(piece, dtype, new long[] {count, shape[1]}, none);
      }
    }
  }

  /** Packs a matrix [out, in] with its bias [out] in one piece. */
  void pack(MemorySegment data, MappedTensors.Dtype dtype, long[] shape, NativeValue bias) {
    try (NativeValue weight = mapped.view(data, dtype, shape);
        NativeValue int8 = NativeValue.of(placement.format() == WeightFormat.INT8)) {
      if (placement.format() == WeightFormat.F16 && dtype != MappedTensors.Dtype.F16) {
        inexact += mapped.inexactInFloat16(weight);
      }
      program.call("pack", pieces, weight, bias, int8).close();
    }
    MappedPages.release(data);
  }

  @Override
  public void close() {
    pieces.close();
  }
}
