package org.steermesh.engine.training.lora;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.checkpoint.LinearModule;
import org.steermesh.engine.checkpoint.SafetensorsWriter.NamedTensor;
import org.steermesh.engine.checkpoint.TensorFile;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.PlainWeights;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.torch.FreedMemory;
import org.steermesh.engine.torch.NativeScope;
import org.steermesh.engine.torch.NativeValue;
import org.steermesh.engine.torch.ScriptSource;
import org.steermesh.engine.torch.TorchProgram;
import org.steermesh.engine.training.TrainingException;

/**
 * Takes steps. Only A and B change; the model's own weights have no gradient. For one platform
 * thread: the native library's gradient mode belongs to it. Freed native memory stays with the
 * process.
 */
final class LoraTrainer implements AutoCloseable {

  private static final String A = ".lora_A";
  private static final String B = ".lora_B";
  private static final String MEAN = "mean.";
  private static final String SQUARE = "square.";

  private final LoraOptions options;
  private final int mostTokens;
  private final NativeScope owned = new NativeScope();
  private final TorchProgram program;
  private final PlainWeights base;
  private final List<NamedTensor> likes;
  private final NativeValue low;
  private final NativeValue gradients;
  private final NativeValue means;
  private final NativeValue squares;
  private final List<NativeValue> tensors;
  private int step;

  /**
   * How a trainer computes; only rounding depends on it.
   *
   * @param format what the model's matrices are held as, float32 or bfloat16
   * @param threads of one computation; 0 takes the number of cores
   * @param mostTokens that are computed at once
   */
  record Means(WeightFormat format, int threads, int mostTokens) {}

  /** What was taken over from a checkpoint. */
  record State(
      List<NamedTensor> low, List<NamedTensor> means, List<NamedTensor> squares, int step) {}

  private LoraTrainer(Checkpoint checkpoint, LoraOptions options, Means how, State state) {
    FreedMemory.keep();
    this.options = options;
    this.mostTokens = how.mostTokens();
    this.likes = state.low();
    this.step = state.step();
    Map<String, Object> attributes = Decoder.attributes(checkpoint.config());
    attributes.put("scale", options.scale());
    List<ScriptSource> sources = new ArrayList<>(Decoder.parts());
    sources.add(new ScriptSource(LoraTrainer.class, "lora"));
    this.program = TorchProgram.load(sources, attributes, how.threads());
    this.base = PlainWeights.load(checkpoint, how.format(), program);
    this.tensors = owned.addAll(natives(state.low()));
    Map<String, NativeValue> named = new LinkedHashMap<>();
    for (int i = 0; i < likes.size(); i++) {
      named.put(likes.get(i).name(), tensors.get(i));
    }
    this.low = owned.add(NativeValue.tensorMap(named));
    this.gradients = owned.add(list(zeros(likes)));
    this.means = owned.add(list(state.means()));
    this.squares = owned.add(list(state.squares()));
  }

  /** Begins: A uniform as PEFT draws it, B zero, so that the first step starts from the model. */
  static LoraTrainer begin(Checkpoint checkpoint, LoraOptions options, Means how) {
    List<NamedTensor> first = first(checkpoint, options);
    return new LoraTrainer(
        checkpoint, options, how, new State(first, zeros(first), zeros(first), 0));
  }

  /** Goes on after so many steps, from what {@link #state} gave. */
  static LoraTrainer resume(
      Checkpoint checkpoint, LoraOptions options, Means how, TensorFile saved, int steps) {
    List<NamedTensor> likes = first(checkpoint, options);
    State state =
        new State(
            read(likes, "", saved), read(likes, MEAN, saved), read(likes, SQUARE, saved), steps);
    return new LoraTrainer(checkpoint, options, how, state);
  }

  private static List<NamedTensor> first(Checkpoint checkpoint, LoraOptions options) {
    SplittableRandom random = new SplittableRandom(options.seed());
    List<NamedTensor> all = new ArrayList<>();
    for (LinearModule module : LinearModule.of(checkpoint.config())) {
      String last = module.name().substring(module.name().lastIndexOf('.') + 1);
      if (options.targets().contains(last)) {
        float[] a = new float[Math.multiplyExact(options.rank(), module.in())];
        double bound = 1 / Math.sqrt(module.in());
        for (int i = 0; i < a.length; i++) {
          a[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        float[] b = new float[Math.multiplyExact(module.out(), options.rank())];
        all.add(new NamedTensor(module.name() + A, List.of(options.rank(), module.in()), a));
        all.add(new NamedTensor(module.name() + B, List.of(module.out(), options.rank()), b));
      }
    }
    return all;
  }

  private static List<NamedTensor> zeros(List<NamedTensor> likes) {
    return likes.stream()
        .map(like -> new NamedTensor(like.name(), like.shape(), new float[like.values().length]))
        .toList();
  }

  private static List<NamedTensor> read(List<NamedTensor> likes, String prefix, TensorFile saved) {
    List<NamedTensor> all = new ArrayList<>();
    for (NamedTensor like : likes) {
      float[] values = saved.get(prefix + like.name());
      if (values.length != like.values().length) {
        throw new TrainingException("the checkpoint is of another shape");
      }
      all.add(new NamedTensor(like.name(), like.shape(), values));
    }
    return all;
  }

  private static List<NativeValue> natives(List<NamedTensor> all) {
    List<NativeValue> values = new ArrayList<>();
    for (NamedTensor tensor : all) {
      long[] shape = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
      values.add(NativeValue.floats(tensor.values(), shape));
    }
    return values;
  }

  private static NativeValue list(List<NamedTensor> all) {
    try (NativeScope scope = new NativeScope()) {
      return NativeValue.tensorList(scope.addAll(natives(all)));
    }
  }

  /** Number of steps taken. */
  int steps() {
    return step;
  }

  /** Number of weights that are trained. */
  long parameters() {
    return likes.stream().mapToLong(like -> like.values().length).sum();
  }

  /**
   * Takes one step.
   *
   * @return cross-entropy in nats per token to learn, before the step
   */
  double step(List<Example> examples) {
    double rate = options.rate(step);
    step++;
    double targets = examples.stream().mapToInt(Example::targets).sum();
    double loss = 0;
    for (ExampleBatch batch : ExampleBatch.split(examples, mostTokens)) {
      loss += accumulate(batch, targets);
    }
    if (!Double.isFinite(loss)) {
      throw new EngineException(
          EngineReason.NOT_FINITE,
          "the loss of step " + step + " is not finite; a lower rate may help");
    }
    try (NativeScope scope = new NativeScope()) {
      scope.add(
          program.callWithGradients(
              "update",
              low,
              gradients,
              means,
              squares,
              scope.add(NativeValue.of(step)),
              scope.add(NativeValue.of(rate)),
              scope.add(NativeValue.of(options.weightDecay())),
              scope.add(NativeValue.of(options.clipNorm()))));
    }
    return loss;
  }

  private double accumulate(ExampleBatch batch, double targets) {
    try (NativeScope scope = new NativeScope()) {
      List<NativeValue> arguments = new ArrayList<>(List.of(base.named(), low, gradients));
      arguments.addAll(base.kinds());
      arguments.addAll(batch.arguments(scope));
      arguments.add(scope.add(NativeValue.of(targets)));
      NativeValue loss =
          scope.add(program.callWithGradients("accumulate", arguments.toArray(NativeValue[]::new)));
      return loss.toFloats()[0];
    }
  }

  /** Measures, without a step. */
  Measured measure(List<Example> examples, CancelSignal cancel) {
    int correct = 0;
    double loss = 0;
    int targets = 0;
    for (ExampleBatch batch : ExampleBatch.split(examples, mostTokens)) {
      cancel.check();
      Judged judged = judge(batch);
      int at = 0;
      for (Example example : batch.examples()) {
        correct += judged.isCorrect(example, at) ? 1 : 0;
        at += example.targets();
      }
      for (float each : judged.logProbabilities()) {
        loss -= each;
      }
      targets += at;
    }
    return new Measured(examples.size(), correct, loss / targets);
  }

  /** Of every target: its log-probability, the likeliest token, the likeliest choice. */
  private record Judged(float[] logProbabilities, long[] likeliest, long[] chosen) {

    boolean isCorrect(Example example, int at) {
      if (example.gold() >= 0) {
        return chosen[at] == example.gold();
      }
      for (int i = 0; i < example.targets(); i++) {
        if (likeliest[at + i] != example.ids()[example.promptLength() + i]) {
          return false;
        }
      }
      return true;
    }
  }

  private Judged judge(ExampleBatch batch) {
    try (NativeScope scope = new NativeScope()) {
      List<NativeValue> arguments = new ArrayList<>(List.of(base.named(), low));
      arguments.addAll(base.kinds());
      arguments.addAll(batch.arguments(scope));
      arguments.add(scope.add(batch.choices()));
      NativeValue result = scope.add(program.call("judge", arguments.toArray(NativeValue[]::new)));
      List<NativeValue> parts = scope.addAll(result.toTuple());
      return new Judged(parts.get(0).toFloats(), parts.get(1).toLongs(), parts.get(2).toLongs());
    }
  }

  /** A copy of A and B of every matrix, as module.lora_A and module.lora_B. */
  List<NamedTensor> weights() {
    return copies("", tensors);
  }

  /** All that {@link #resume} needs but the number of steps. */
  List<NamedTensor> state() {
    List<NamedTensor> all = new ArrayList<>(weights());
    try (NativeScope scope = new NativeScope()) {
      all.addAll(copies(MEAN, scope.addAll(means.toList())));
      all.addAll(copies(SQUARE, scope.addAll(squares.toList())));
    }
    return all;
  }

  private List<NamedTensor> copies(String prefix, List<NativeValue> values) {
    List<NamedTensor> copies = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      NamedTensor like = likes.get(i);
      copies.add(new NamedTensor(prefix + like.name(), like.shape(), values.get(i).toFloats()));
    }
    return copies;
  }

  @Override
  public void close() {
    owned.close();
    base.close();
    program.close();
  }
}
