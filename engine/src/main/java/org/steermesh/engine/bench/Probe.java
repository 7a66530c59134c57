package org.steermesh.engine.bench;

import java.util.List;
import java.util.Map;
import org.steermesh.engine.decoder.Device;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.torch.NativeScope;
import org.steermesh.engine.torch.NativeValue;
import org.steermesh.engine.torch.ScriptSource;
import org.steermesh.engine.torch.TorchProgram;

/**
 * Samples what the machine allows, through the native library that the decoder runs on and with the
 * same threads. Samples are taken by turns with what is compared to them, so that other load on the
 * machine meets both.
 */
final class Probe implements AutoCloseable {

  private static final int F32 = 6;
  private static final int BF16 = 15;

  /** Rows of 2^14 floats that are read: 512 MiB, more than any cache. */
  private static final int READ_ROWS = 1 << 13;

  private static final int READ_COLUMNS = 1 << 14;

  /** Extent of the matrices multiplied: 16 MiB each in float32. */
  private static final int EXTENT = 2048;

  /** A GPU is busy only with larger ones. */
  private static final int CUDA_EXTENT = 8192;

  private final NativeScope scope = new NativeScope();
  private final Device device;
  private final TorchProgram program;
  private final int extent;
  private final double readBytes;
  private final NativeValue data;
  private final NativeValue f32;
  private final NativeValue bf16;

  Probe(Device device, int threads, Effort effort) {
    this.device = device;
    ScriptSource source = new ScriptSource(Probe.class, "floors");
    int shrink = effort.quick() ? 4 : 1;
    this.program = TorchProgram.load(List.of(source), Map.of(), threads);
    this.extent = (device == Device.CUDA ? CUDA_EXTENT : EXTENT) / shrink;
    int rows = READ_ROWS / shrink;
    this.readBytes = (double) rows * READ_COLUMNS * Float.BYTES;
    this.data = numbers(rows, READ_COLUMNS, F32);
    this.f32 = numbers(extent, extent, F32);
    this.bf16 = numbers(extent, extent, BF16);
  }

  private NativeValue numbers(int rows, int columns, int dtype) {
    return scope.add(
        program.call(
            "numbers",
            scope.add(NativeValue.of(rows)),
            scope.add(NativeValue.of(columns)),
            scope.add(NativeValue.of(dtype)),
            scope.add(NativeValue.of(device == Device.CUDA))));
  }

  /** Bytes per second of reading memory. */
  double readBandwidth() {
    return readBytes / Repeats.secondsOfCall(() -> program.call("read", data));
  }

  double f32Rate() {
    return rate(f32);
  }

  double bf16Rate() {
    return rate(bf16);
  }

  /** Operations per second of the products of a format. */
  double rate(WeightFormat format) {
    return isHalf(format) ? bf16Rate() : f32Rate();
  }

  /** What {@link #rate} is, in words. */
  String rateName(WeightFormat format) {
    return isHalf(format) ? "bf16 matrix rate" : "f32 matrix rate";
  }

  /** On the CPU, products with float16 weights are float32 products. */
  private boolean isHalf(WeightFormat format) {
    return format == WeightFormat.BF16 || (format == WeightFormat.F16 && device == Device.CUDA);
  }

  private double rate(NativeValue matrix) {
    double operations = 2.0 * extent * extent * extent;
    return operations / Repeats.secondsOfCall(() -> program.call("square", matrix));
  }

  @Override
  public void close() {
    scope.close();
    program.close();
  }
}
