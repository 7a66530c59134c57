package org.steermesh.engine.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steermesh.engine.checkpoint.SafetensorsWriter.NamedTensor;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.torch.FreedMemory;
import org.steermesh.engine.torch.NativeScope;
import org.steermesh.engine.torch.NativeValue;
import org.steermesh.engine.torch.ScriptSource;
import org.steermesh.engine.torch.TorchProgram;

/**
 * Trains a decoder from random weights; forward pass, gradients and optimizer are one native call
 * of the function that the served blocks compute. Weights and their changes are float32, the
 * products of a step {@link Products}. For one platform thread: the native library's gradient mode
 * belongs to it. Freed native memory stays with the process.
 */
public final class DecoderTrainer implements AutoCloseable {

  /** One, so that sums are taken in one order and a seed gives the same weights again. */
  private static final int THREADS = 1;

  private final ModelShape shape;
  private final TrainingOptions options;
  private final TorchProgram program;
  private final NativeScope owned = new NativeScope();
  private final List<NamedTensor> initial;
  private final List<NativeValue> tensors;
  private final NativeValue weights;
  private final NativeValue means;
  private final NativeValue squares;
  private final NativeValue blocks;
  private final NativeValue frequencies;
  private int step;

  /** Begins with random weights drawn from the options' seed. */
  public DecoderTrainer(ModelShape shape, TrainingOptions options, Products products) {
    this(shape, options, products, WeightTable.random(shape, options.seed()));
  }

  /** Goes on from given weights, named and ordered as {@link #weights} gives them. */
  public DecoderTrainer(
      ModelShape shape, TrainingOptions options, Products products, List<NamedTensor> first) {
    FreedMemory.keep();
    this.shape = shape;
    this.options = options;
    this.program = program(shape, products);
    this.initial = first;
    this.tensors = owned.addAll(nativeTensors(initial));
    Map<String, NativeValue> byName = new LinkedHashMap<>();
    for (int i = 0; i < tensors.size(); i++) {
      byName.put(initial.get(i).name(), tensors.get(i));
    }
    this.weights = owned.add(NativeValue.tensorMap(byName));
    this.means = owned.add(zeros());
    this.squares = owned.add(zeros());
    this.blocks = owned.add(NativeValue.of(shape.blocks()));
    double[] inverse = shape.inverseFrequencies();
    this.frequencies = owned.add(NativeValue.doubles(inverse, inverse.length));
  }

  private static TorchProgram program(ModelShape shape, Products products) {
    List<ScriptSource> sources = new ArrayList<>(Decoder.parts());
    sources.add(new ScriptSource(DecoderTrainer.class, "optimizer"));
    sources.add(new ScriptSource(DecoderTrainer.class, "trainer"));
    Map<String, Object> attributes =
        Map.of(
            "heads", (long) shape.heads(),
            "kv_heads", (long) shape.keyValueHeads(),
            "head_width", (long) shape.headWidth(),
            "norm_eps", ModelShape.NORM_EPSILON,
            "product_dtype", products.code());
    return TorchProgram.load(sources, attributes, THREADS);
  }

  private static List<NativeValue> nativeTensors(List<NamedTensor> all) {
    List<NativeValue> values = new ArrayList<>();
    for (NamedTensor tensor : all) {
      long[] dimensions = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
      values.add(NativeValue.floats(tensor.values(), dimensions));
    }
    return values;
  }

  private NativeValue zeros() {
    try (NativeScope scope = new NativeScope()) {
      List<NamedTensor> all = new ArrayList<>();
      for (NamedTensor tensor : initial) {
        float[] nothing = new float[tensor.values().length];
        all.add(new NamedTensor(tensor.name(), tensor.shape(), nothing));
      }
      return NativeValue.tensorList(scope.addAll(nativeTensors(all)));
    }
  }

  /** Number of steps taken. */
  public int steps() {
    return step;
  }

  /**
   * Takes one step.
   *
   * @return weighted mean of the cross-entropy in nats per token, before the step
   */
  public float step(TokenBatch batch) {
    double share = options.share(step);
    step++;
    try (NativeScope scope = new NativeScope();
        NativeValue loss =
            program.callWithGradients(
                "step",
                weights,
                means,
                squares,
                blocks,
                frequencies,
                scope.add(ids(batch)),
                scope.add(NativeValue.floats(batch.weights(), batch.rows(), batch.targets())),
                scope.add(NativeValue.of(step)),
                scope.add(NativeValue.of(share * options.peakRate())),
                scope.add(NativeValue.of(share * options.peakMatrixRate())),
                scope.add(NativeValue.of(options.weightDecay())),
                scope.add(NativeValue.of(options.clipNorm())))) {
      return loss.toFloats()[0];
    }
  }

  /** Weighted mean of the cross-entropy in nats per token, without a step. */
  public float evaluate(TokenBatch batch) {
    try (NativeScope scope = new NativeScope();
        NativeValue loss =
            program.call(
                "loss",
                weights,
                blocks,
                frequencies,
                scope.add(ids(batch)),
                scope.add(NativeValue.floats(batch.weights(), batch.rows(), batch.targets())))) {
      return loss.toFloats()[0];
    }
  }

  private NativeValue ids(TokenBatch batch) {
    long[] wide = new long[batch.ids().length];
    for (int i = 0; i < wide.length; i++) {
      int id = batch.ids()[i];
      if (id < 0 || id >= shape.vocabulary()) {
        throw new IllegalArgumentException(
            "token " + id + " is outside 0 to " + (shape.vocabulary() - 1));
      }
      wide[i] = id;
    }
    return NativeValue.longs(wide, batch.rows(), batch.targets() + 1);
  }

  /** A copy of the present weights, by their Hugging Face names. */
  public List<NamedTensor> weights() {
    List<NamedTensor> copies = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      NamedTensor like = initial.get(i);
      copies.add(new NamedTensor(like.name(), like.shape(), tensors.get(i).toFloats()));
    }
    return copies;
  }

  @Override
  public void close() {
    owned.close();
    program.close();
  }
}
