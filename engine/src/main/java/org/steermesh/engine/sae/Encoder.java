package org.steermesh.engine.sae;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.torch.MappedTensors;
import org.steermesh.engine.torch.NativeScope;
import org.steermesh.engine.torch.NativeValue;
import org.steermesh.engine.torch.ScriptSource;
import org.steermesh.engine.torch.TorchProgram;

/**
 * Encodes activations: some rows at a time, and for these one block of features after the other,
 * that is, some columns of W_enc.
 */
final class Encoder implements AutoCloseable {

  /** Floats of W_enc, and pre-activations, that are looked at a time: 64 MiB of each. */
  static final long BLOCK_FLOATS = 1 << 24;

  private final SaeDescription description;
  private final SaeTensor matrix;
  private final int block;
  private final int rowsAtATime;
  private final NativeScope scope = new NativeScope();
  private final MappedTensors mapped = new MappedTensors(false);
  private final TorchProgram program;
  private final NativeValue bias;
  private final NativeValue threshold;
  private final NativeValue center;

  Encoder(SaeWeights weights, long blockFloats) {
    this.description = weights.description();
    this.matrix = weights.encoder();
    this.block = Math.clamp(blockFloats / description.width(), 1, description.features());
    this.rowsAtATime = (int) Math.max(1, blockFloats / block);
    ScriptSource topK = new ScriptSource(Decoder.class, "topk");
    ScriptSource main = new ScriptSource(Encoder.class, "encoder");
    this.program = TorchProgram.load(List.of(topK, main), Map.of(), 0);
    this.bias = vector(weights.encoderBias());
    this.threshold = vector(weights.threshold());
    this.center = vector(weights.decoderBias());
  }

  private NativeValue vector(float[] values) {
    return scope.add(NativeValue.floats(values, values.length));
  }

  /** Features from {@code begin} on, and their columns of W_enc, [d, b]. */
  private record Block(int begin, int size, NativeValue columns) {}

  /** Does something with a block; what it puts into the scope is closed after it. */
  private interface BlockWork {
    void run(Block block, NativeScope scope);
  }

  ActiveFeatures encode(float[] activations, int rows) {
    FoundFeatures found = new FoundFeatures();
    for (int begin = 0; begin < rows; begin += rowsAtATime) {
      int count = Math.min(rowsAtATime, rows - begin);
      try (NativeScope local = new NativeScope()) {
        NativeValue x = input(activations, begin, count, local);
        found.add(
            count, description.kind() == SaeKind.TOP_K ? List.of(largest(x, count)) : above(x));
      }
    }
    return found.all();
  }

  private List<FoundFeatures.Block> above(NativeValue x) {
    List<FoundFeatures.Block> blocks = new ArrayList<>();
    forEachBlock((columns, inner) -> {
      NativeValue begin = inner.add(NativeValue.of(columns.begin()));
      List<NativeValue> parts =
          parts(program.call("above", x, columns.columns(), bias, threshold, begin), inner);
      checkFinite(parts.getFirst(), columns);
      blocks.add(FoundFeatures.Block.of(parts.subList(1, parts.size())));
    });
    return blocks;
  }

  private FoundFeatures.Block largest(NativeValue x, int rows) {
    float[][] values = {new float[0]};
    long[][] features = {new long[0]};
    forEachBlock((columns, inner) -> {
      NativeValue[] arguments = {
        x,
        columns.columns(),
        bias,
        inner.add(NativeValue.of(columns.begin())),
        inner.add(NativeValue.of(description.k())),
        inner.add(NativeValue.floats(values[0], rows, values[0].length / rows)),
        inner.add(NativeValue.longs(features[0], rows, features[0].length / rows))
      };
      List<NativeValue> parts = parts(program.call("largest", arguments), inner);
      checkFinite(parts.getFirst(), columns);
      values[0] = parts.get(1).toFloats();
      features[0] = parts.get(2).toLongs();
    });
    return FoundFeatures.Block.positive(rows, features[0], values[0]);
  }

  float[] preActivations(float[] activations, int rows) {
    int features = description.features();
    float[] all = new float[Math.multiplyExact(rows, features)];
    for (int first = 0; first < rows; first += rowsAtATime) {
      int begin = first;
      int count = Math.min(rowsAtATime, rows - begin);
      try (NativeScope local = new NativeScope()) {
        NativeValue x = input(activations, begin, count, local);
        forEachBlock((columns, inner) -> {
          NativeValue from = inner.add(NativeValue.of(columns.begin()));
          float[] some =
              inner.add(program.call("pre", x, columns.columns(), bias, from)).toFloats();
          for (int row = 0; row < count; row++) {
            int to = (begin + row) * features + columns.begin();
            System.arraycopy(some, row * columns.size(), all, to, columns.size());
          }
        });
      }
    }
    return all;
  }

  private NativeValue input(float[] activations, int begin, int rows, NativeScope local) {
    int width = description.width();
    float[] some = Arrays.copyOfRange(activations, begin * width, (begin + rows) * width);
    NativeValue x = local.add(NativeValue.floats(some, rows, width));
    return description.subtractsDecoderBias() ? local.add(program.call("center", x, center)) : x;
  }

  private void forEachBlock(BlockWork work) {
    int features = description.features();
    try (Arena copies = Arena.ofConfined();
        NativeScope outer = new NativeScope()) {
      // A view of a large matrix would, for the moment in which it is made, reserve as much memory.
      boolean inPlace = matrix.isAligned() && !matrix.isLarge();
      NativeValue whole = outer.add(inPlace ? view(matrix.data(), features) : NativeValue.of(0));
      MemorySegment copy = inPlace ? MemorySegment.NULL : copies.allocate(rowBytes() * block, 64);
      for (int begin = 0; begin < features; begin += block) {
        int size = Math.min(block, features - begin);
        try (NativeScope inner = new NativeScope()) {
          NativeValue columns = inPlace ? whole : inner.add(view(copied(begin, size, copy), size));
          int at = inPlace ? begin : 0;
          NativeValue some =
              inner.add(
                  program.call(
                      "columns",
                      columns,
                      inner.add(NativeValue.of(at)),
                      inner.add(NativeValue.of(at + size))));
          work.run(new Block(begin, size, some), inner);
        }
        matrix.release(0, matrix.extent(0));
      }
    }
  }

  private long rowBytes() {
    return matrix.elementBytes() * description.width();
  }

  private NativeValue view(MemorySegment data, int columns) {
    return mapped.view(data, matrix.dtype(), description.width(), columns);
  }

  /** Some columns, copied. */
  private MemorySegment copied(int begin, int size, MemorySegment to) {
    long bytes = matrix.elementBytes();
    for (int row = 0; row < description.width(); row++) {
      long from = bytes * ((long) row * description.features() + begin);
      MemorySegment.copy(matrix.data(), from, to, bytes * row * size, bytes * size);
    }
    return to.asSlice(0, bytes * description.width() * size);
  }

  private static List<NativeValue> parts(NativeValue tuple, NativeScope scope) {
    return scope.addAll(scope.add(tuple).toTuple());
  }

  private static void checkFinite(NativeValue sum, Block block) {
    if (!Double.isFinite(sum.toDouble())) {
      throw new EngineException(
          EngineReason.NOT_FINITE,
          "W_enc, b_enc and these activations give a number that is not finite among features "
              + block.begin()
              + " to "
              + (block.begin() + block.size() - 1)
              + "; weights must be finite, and activations within their range");
    }
  }

  @Override
  public void close() {
    scope.close();
    program.close();
    mapped.close();
  }
}
