package org.steermesh.engine.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * Tensors over memory of Java's, such as a mapped file. The memory must outlive every tensor made
 * here with {@link #view}, is never written, and may be larger than 2 GiB.
 */
public final class MappedTensors implements AutoCloseable {

  /** Bytes of the buffer that carries the address; the tensor's shape alone bounds its reads. */
  private static final long CARRIER_BYTES = 1 << 20;

  private final TorchProgram program;

  private final boolean cuda;

  /**
   * Loads the methods that DJL has no call for.
   *
   * @param cuda whether what is converted goes to the CUDA device
   */
  public MappedTensors(boolean cuda) {
    this.cuda = cuda;
    program =
        TorchProgram.load(List.of(new ScriptSource(MappedTensors.class, "tensors")), Map.of(), 0);
  }

  /** The element types that a view can have. */
  public enum Dtype {
    /** IEEE half. */
    F16(5, 2),
    /** Upper half of a float32. */
    BF16(15, 2),
    /** IEEE single. */
    F32(6, 4),
    /** IEEE double. */
    F64(7, 8);

    private final int code;
    private final int bytes;

    Dtype(int code, int bytes) {
      this.code = code;
      this.bytes = bytes;
    }
  }

  /**
   * A tensor whose elements are the segment's, without a copy.
   *
   * @param segment native memory aligned to the element; exactly the elements
   * @throws IllegalArgumentException when size or alignment does not fit
   */
  public NativeValue view(MemorySegment segment, Dtype dtype, long... shape) {
    long elements = 1;
    for (long extent : shape) {
      elements = Math.multiplyExact(elements, extent);
    }
    if (segment.byteSize() != Math.multiplyExact(elements, dtype.bytes)) {
      throw new IllegalArgumentException(
          segment.byteSize() + " bytes do not hold " + elements + " elements of " + dtype);
    }
    if (!segment.isNative() || segment.address() % dtype.bytes != 0) {
      throw new IllegalArgumentException("the memory is not native or not aligned for " + dtype);
    }
    try (NativeValue extents = NativeValue.longList(shape);
        NativeValue type = NativeValue.of(dtype.code)) {
      NativeValue tensor = program.callForNormalTensors("empty", extents, type);
      if (elements > 0) {
        aim(tensor, segment);
      }
      return tensor;
    }
  }

  /** A tensor of the wanted type: the segment itself where it has that type, else a copy. */
  public NativeValue convert(MemorySegment segment, Dtype from, Dtype to, long... shape) {
    NativeValue view = view(segment, from, shape);
    if (from == to && !cuda) {
      return view;
    }
    try (view;
        NativeValue code = NativeValue.of(to.code);
        NativeValue there = NativeValue.of(cuda)) {
      return program.callForNormalTensors("convert", view, code, there);
    }
  }

  /**
   * A copy of a matrix with a product of low rank added, W + scale * B A; summed in float32.
   *
   * @param weight W, [out, in]
   * @param b [out, rank] in float32
   * @param a [rank, in] in float32
   */
  public NativeValue add(NativeValue weight, NativeValue b, NativeValue a, double scale, Dtype to) {
    try (NativeValue factor = NativeValue.of(scale);
        NativeValue code = NativeValue.of(to.code);
        NativeValue there = NativeValue.of(cuda)) {
      return program.callForNormalTensors("add", weight, b, a, factor, code, there);
    }
  }

  /** Some rows of a matrix, without a copy. */
  public NativeValue rows(NativeValue matrix, long from, long count) {
    try (NativeValue first = NativeValue.of(from);
        NativeValue number = NativeValue.of(count)) {
      return program.callForNormalTensors("rows", matrix, first, number);
    }
  }

  /** Whether no element is NaN or infinite. */
  public boolean isFinite(NativeValue tensor) {
    try (NativeValue finite = program.call("finite", tensor)) {
      return finite.toLong() == 1;
    }
  }

  /** Number of elements that float16 does not hold exactly. */
  public long inexactInFloat16(NativeValue tensor) {
    try (NativeValue count = program.call("inexact_in_float16", tensor)) {
      return count.toLong();
    }
  }

  private static void aim(NativeValue tensor, MemorySegment segment) {
    ByteBuffer carrier =
        segment.asSlice(0, Math.min(CARRIER_BYTES, segment.byteSize())).asByteBuffer();
    try (PtNDArray array = tensor.ivalue().toTensor(NativeLibrary.manager())) {
      JniUtils.set(array, carrier.order(ByteOrder.nativeOrder()));
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
