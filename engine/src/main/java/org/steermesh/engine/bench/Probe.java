package org.steermesh.engine.bench;

import java.util.List;
import java.util.Map;
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

  private final NativeScope scope = new NativeScope();
  private final TorchProgram program;
  private final int extent;
  private final double readBytes;
  private final NativeValue data;
  private final NativeValue f32;
  private final NativeValue bf16;

  Probe(int threads, Effort effort) {
    ScriptSource source = new ScriptSource(Probe.class, "floors");
    int shrink = effort.quick() ? 4 : 1;
    this.program = TorchProgram.load(List.of(source), Map.of(), threads);
    this.extent = EXTENT / shrink;
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
            scope.add(NativeValue.of(dtype))));
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
    return format == WeightFormat.BF16 ? bf16Rate() : f32Rate();
  }

  private double rate(NativeValue matrix) {
    double operations = 2.0 * extent * extent * extent;
    return operations / Repeats.secondsOfCall(() -> program.call("multiply", matrix, matrix));
  }

  @Override
  public void close() {
    scope.close();
    program.close();
  }
}
