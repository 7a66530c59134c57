package org.steermesh.engine.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A value of the native library: a tensor, a number, a list, a tuple. Holds native memory until
 * closed; the garbage collector does not free it. May be read by several threads at once.
 */
public final class NativeValue implements AutoCloseable {

  private final IValue value;
  private final AtomicBoolean open = new AtomicBoolean(true);

  NativeValue(IValue value) {
    this.value = value;
    NativeLibrary.opened();
  }

  IValue ivalue() {
    if (!open.get()) {
      throw new IllegalStateException("this native value is closed");
    }
    return value;
  }

  /** A float32 tensor that owns a copy of the data, row-major. */
  public static NativeValue floats(float[] data, long... shape) {
    return tensor(DataType.FLOAT32, data.length, shape, bytes -> bytes.asFloatBuffer().put(data));
  }

  /** A float64 tensor that owns a copy of the data, row-major. */
  public static NativeValue doubles(double[] data, long... shape) {
    return tensor(DataType.FLOAT64, data.length, shape, bytes -> bytes.asDoubleBuffer().put(data));
  }

  /** An int64 tensor that owns a copy of the data, row-major. */
  public static NativeValue longs(long[] data, long... shape) {
    return tensor(DataType.INT64, data.length, shape, bytes -> bytes.asLongBuffer().put(data));
  }

  /** An integer. */
  public static NativeValue of(long number) {
    NativeLibrary.manager();
    return new NativeValue(IValue.from(number));
  }

  /** A float64 number. */
  public static NativeValue of(double number) {
    NativeLibrary.manager();
    return new NativeValue(IValue.from(number));
  }

  /** A truth value. */
  public static NativeValue of(boolean truth) {
    NativeLibrary.manager();
    return new NativeValue(IValue.from(truth));
  }

  /** A list of integers, possibly empty. */
  public static NativeValue longList(long... numbers) {
    NativeLibrary.manager();
    return new NativeValue(IValue.listFrom(numbers));
  }

  /** A list of tensors, possibly empty; shares their memory. */
  public static NativeValue tensorList(List<NativeValue> tensors) {
    PtNDArray[] arrays = new PtNDArray[tensors.size()];
    try {
      for (int i = 0; i < arrays.length; i++) {
        arrays[i] = tensors.get(i).ivalue().toTensor(NativeLibrary.manager());
      }
      return new NativeValue(IValue.listFrom(arrays));
    } finally {
      closeAll(arrays);
    }
  }

  /** A list of values of one type, at least one; shares their memory. */
  public static NativeValue list(List<NativeValue> values) {
    return new NativeValue(
        IValue.listFrom(values.stream().map(NativeValue::ivalue).toArray(IValue[]::new)));
  }

  /** A dictionary from names to tensors; shares their memory. */
  public static NativeValue tensorMap(Map<String, NativeValue> tensors) {
    Map<String, PtNDArray> arrays = new LinkedHashMap<>();
    try {
      tensors.forEach(
          (name, tensor) -> arrays.put(name, tensor.ivalue().toTensor(NativeLibrary.manager())));
      return new NativeValue(IValue.stringMapFrom(arrays));
    } finally {
      closeAll(arrays.values().toArray(PtNDArray[]::new));
    }
  }

  /** The shape of a tensor. */
  public long[] shape() {
    try (PtNDArray array = ivalue().toTensor(NativeLibrary.manager())) {
      return array.getShape().getShape();
    }
  }

  /** The elements of a float32 tensor, row-major. */
  public float[] toFloats() {
    try (PtNDArray array = ivalue().toTensor(NativeLibrary.manager())) {
      return array.isEmpty() ? new float[0] : array.toFloatArray();
    }
  }

  /** The elements of an int64 tensor, row-major. */
  public long[] toLongs() {
    try (PtNDArray array = ivalue().toTensor(NativeLibrary.manager())) {
      return array.isEmpty() ? new long[0] : array.toLongArray();
    }
  }

  /** The number of a float64 scalar. */
  public double toDouble() {
    return ivalue().toDouble();
  }

  /** The number of an integer. */
  public long toLong() {
    return ivalue().toLong();
  }

  /** The parts of a tuple; each is to be closed. */
  public List<NativeValue> toTuple() {
    return wrap(ivalue().toIValueTuple());
  }

  /** The elements of a list of tensors; each is to be closed. */
  public List<NativeValue> toList() {
    PtNDArray[] arrays = ivalue().toTensorArray(NativeLibrary.manager());
    try {
      IValue[] values = new IValue[arrays.length];
      for (int i = 0; i < arrays.length; i++) {
        values[i] = IValue.from(arrays[i]);
      }
      return wrap(values);
    } finally {
      closeAll(arrays);
    }
  }

  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      value.close();
      NativeLibrary.closed();
    }
  }

  private static List<NativeValue> wrap(IValue[] values) {
    NativeValue[] wrapped = new NativeValue[values.length];
    for (int i = 0; i < values.length; i++) {
      wrapped[i] = new NativeValue(values[i]);
    }
    return List.of(wrapped);
  }

  private interface Filler {
    void fill(ByteBuffer bytes);
  }

  /**
   * Writes straight into memory that the native library owns, so nothing of Java's must outlive.
   */
  private static NativeValue tensor(DataType type, int length, long[] shape, Filler filler) {
    Shape expected = new Shape(shape);
    if (expected.size() != length) {
      throw new IllegalArgumentException(
          length + " elements do not fill shape " + expected + " of " + expected.size());
    }
    try (PtNDArray array = NativeLibrary.manager().create(expected, type)) {
      if (length > 0) {
        filler.fill(JniUtils.getByteBuffer(array, true).order(ByteOrder.nativeOrder()));
      }
      return new NativeValue(IValue.from(array));
    }
  }

  private static void closeAll(PtNDArray[] arrays) {
    for (PtNDArray array : arrays) {
      if (array != null) {
        array.close();
      }
    }
  }
}
