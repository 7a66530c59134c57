package org.steermesh.engine.decoder;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.steermesh.engine.checkpoint.Attention;
import org.steermesh.engine.checkpoint.AttentionKind;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.checkpoint.ModelConfig;
import org.steermesh.engine.torch.MappedTensors;
import org.steermesh.engine.torch.NativeScope;
import org.steermesh.engine.torch.NativeValue;
import org.steermesh.engine.torch.ScriptSource;
import org.steermesh.engine.torch.TorchProgram;

/**
 * The decoder of a checkpoint, ready to run. Safe under concurrent callers; each brings its own
 * cache. Activations are float32.
 */
public final class Decoder implements AutoCloseable {

  private static final List<String> PARTS =
      List.of(
          "linear",
          "weights",
          "norms",
          "rope",
          "window",
          "cache",
          "attention",
          "rows",
          "mlp",
          "topk",
          "taps",
          "block");

  /** How float32 matrices are held on the CPU, the faster way first; the last is there always. */
  private static final List<String> DENSE = List.of("dense_onednn", "dense_plain");

  /** Floats of logits that exist at a time while continuations are scored. */
  private static final long SCORING_FLOATS = 1 << 24;

  private final ModelConfig config;
  private final TorchProgram program;
  private final NativeValue weights;
  private final Arena arena;
  private final LongAdder tokens = new LongAdder();
  private final LongAdder blockTokens = new LongAdder();
  private final long inexactWeights;

  private Decoder(ModelConfig config, TorchProgram program, Weights weights, Arena arena) {
    this.config = config;
    this.program = program;
    this.weights = weights.all();
    this.inexactWeights = weights.inexact();
    this.arena = arena;
  }

  /** All weights as the program takes them, and how many of them were changed by packing. */
  private record Weights(NativeValue all, long inexact) {}

  /**
   * Loads a decoder.
   *
   * @param checkpoint must stay open until the decoder is closed
   * @param placement how and where matrices are held
   * @param threads intra-op threads of one call; 0 takes the number of cores
   * @throws org.steermesh.engine.EngineException when a weight is missing or has another shape, or
   *     the device is not here
   */
  public static Decoder load(Checkpoint checkpoint, Placement placement, int threads) {
    placement.device().require(placement.format());
    ModelConfig config = checkpoint.config();
    Arena arena = Arena.ofShared();
    TorchProgram program = null;
    try {
      program = program(config, threads);
      return new Decoder(config, program, weights(checkpoint, placement, program, arena), arena);
    } catch (RuntimeException | Error e) {
      if (program != null) {
        program.close();
      }
      arena.close();
      throw e;
    }
  }

  /** Loads a decoder onto the CPU. */
  public static Decoder load(Checkpoint checkpoint, WeightFormat format, int threads) {
    return load(checkpoint, new Placement(format, Device.CPU), threads);
  }

  /** The sources that a program of decoder blocks is made of, without a main one. */
  public static List<ScriptSource> parts() {
    return parts(DENSE.getLast());
  }

  private static List<ScriptSource> parts(String dense) {
    return Stream.concat(
            Stream.of(new ScriptSource(Decoder.class, dense, "dense")),
            PARTS.stream().map(name -> new ScriptSource(Decoder.class, name)))
        .toList();
  }

  /** What a program of decoder blocks is told about a model, by the names of its attributes. */
  public static Map<String, Object> attributes(ModelConfig config) {
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("heads", (long) config.heads());
    attributes.put("kv_heads", (long) config.keyHeads());
    attributes.put("head_width", (long) config.headWidth());
    attributes.put("norm_eps", config.normEps());
    attributes.put("norm_offset", config.family().normOffset());
    attributes.put(
        "embedding_scale", config.family().scalesEmbeddings() ? Math.sqrt(config.width()) : 1.0);
    attributes.put("attention_scale", config.attention().scale());
    attributes.put("attention_softcap", config.attention().softcap());
    attributes.put("logit_softcap", config.logitSoftcap());
    attributes.put("gelu", config.family().gelu());
    return attributes;
  }

  static TorchProgram program(ModelConfig config, int threads) {
    List<List<ScriptSource>> choices =
        DENSE.stream()
            .map(dense ->
                Stream.concat(
                        parts(dense).stream(),
                        Stream.of(new ScriptSource(Decoder.class, "decoder")))
                    .toList())
            .toList();
    return TorchProgram.loadFirst(choices, attributes(config), threads);
  }

  private static Weights weights(
      Checkpoint checkpoint, Placement placement, TorchProgram program, Arena arena) {
    Attention attention = checkpoint.config().attention();
    long[] windows = attention.kinds().stream().mapToLong(AttentionKind::window).toArray();
    long[] kinds = attention.kindOfBlock().stream().mapToLong(Integer::longValue).toArray();
    try (MappedTensors mapped = new MappedTensors(placement.device() == Device.CUDA);
        NativeScope scope = new NativeScope();
        MatrixHolder holder = new MatrixHolder(placement, mapped, program)) {
      Map<String, NativeValue> named = new WeightLoader(checkpoint, mapped, holder, arena).load();
      named.values().forEach(scope::add);
      NativeValue all =
          program.call(
              "weights",
              scope.add(NativeValue.tensorMap(named)),
              scope.add(NativeValue.tensorList(holder.plain())),
              scope.add(holder.packed()),
              scope.add(NativeValue.longList(holder.starts())),
              scope.add(NativeValue.of(placement.format() == WeightFormat.INT8)),
              scope.add(frequencies(checkpoint.config())),
              scope.add(NativeValue.longList(windows)),
              scope.add(NativeValue.longList(kinds)));
      return new Weights(all, holder.inexact());
    }
  }

  /** Rotary inverse frequencies of each kind of attention, [kinds, headWidth / 2]. */
  static NativeValue frequencies(ModelConfig config) {
    List<AttentionKind> kinds = config.attention().kinds();
    double[] all =
        kinds.stream()
            .flatMapToDouble(kind -> Arrays.stream(kind.inverseFrequencies(config.headWidth())))
            .toArray();
    return NativeValue.doubles(all, kinds.size(), config.headWidth() / 2);
  }

  /** Number of weights that the format does not hold exactly, where that is counted: F16. */
  public long inexactWeights() {
    return inexactWeights;
  }

  /** The shape of the model. */
  public ModelConfig config() {
    return config;
  }

  /**
   * A cache for a batch of sequences. One block serves a single window: all blocks use it in turn.
   * Windows that continue each other need one per block that runs.
   *
   * @param blocks number of blocks held apart
   * @param rows number of rows
   * @param tokens expected tokens of the longest; more only costs a copy
   */
  public KeyValueCache newCache(int blocks, int rows, int tokens) {
    try (NativeScope scope = new NativeScope()) {
      NativeValue cache =
          program.call(
              "create_cache",
              weights,
              scope.add(NativeValue.of(blocks)),
              scope.add(NativeValue.of(rows)),
              scope.add(NativeValue.of(tokens)));
      return new KeyValueCache(this, cache, tokens);
    }
  }

  TorchProgram program() {
    return program;
  }

  /**
   * Runs a window of tokens.
   *
   * @param cache of as many rows as the window
   * @param taps reads and edits, in order of action within a point
   * @param blocks number of blocks to run, from the first
   * @param headRows flat token indices whose final norm is wanted; none unless all blocks run
   */
  public PassResult run(
      Window window, KeyValueCache cache, List<Tap> taps, int blocks, long[] headRows) {
    Window.Shape shape = window.shape();
    Window.Tokens listed = window.tokens();
    try (NativeScope scope = new NativeScope()) {
      TapArguments arguments = new TapArguments(taps, config.blocks(), scope);
      NativeValue result =
          scope.add(
              program.call(
                  "run",
                  weights,
                  cache.with(shape.keys()),
                  scope.add(NativeValue.longs(listed.facts(), 4, listed.count())),
                  scope.add(tree(shape)),
                  scope.add(NativeValue.of(shape.rows())),
                  scope.add(NativeValue.of(shape.keys())),
                  scope.add(NativeValue.longList(listed.stages())),
                  scope.add(NativeValue.longs(listed.sources(), listed.sources().length)),
                  scope.add(NativeValue.of(blocks)),
                  arguments.first(),
                  arguments.kind(),
                  arguments.tensor(),
                  arguments.tensors(),
                  scope.add(NativeValue.longs(headRows, headRows.length))));
      tokens.add(listed.count());
      blockTokens.add(window.blockTokens(blocks));
      return passResult(result, arguments, scope);
    }
  }

  /**
   * Runs the next tokens of rows that come and go, through all blocks.
   *
   * @param window chains, as {@link Window#of} lays them out, at least one token
   * @param caches one per row of the window, of all blocks and one row each
   * @param taps reads and edits, in order of action within a point
   * @param headRows flat token indices whose final norm is wanted
   */
  public PassResult run(
      Window window, List<KeyValueCache> caches, List<Tap> taps, long[] headRows) {
    Window.Tokens listed = window.tokens();
    try (NativeScope scope = new NativeScope()) {
      TapArguments arguments = new TapArguments(taps, config.blocks(), scope);
      List<NativeValue> own = new ArrayList<>();
      for (int i = 0; i < caches.size(); i++) {
        own.add(caches.get(i).with(window.end(i)));
      }
      NativeValue result =
          scope.add(
              program.call(
                  "run_rows",
                  weights,
                  scope.add(NativeValue.list(own)),
                  scope.add(NativeValue.longs(listed.facts(), 4, listed.count())),
                  scope.add(NativeValue.longList(window.borders())),
                  scope.add(NativeValue.longList(window.starts())),
                  arguments.first(),
                  arguments.kind(),
                  arguments.tensor(),
                  arguments.tensors(),
                  scope.add(NativeValue.longs(headRows, headRows.length))));
      tokens.add(listed.count());
      blockTokens.add(window.blockTokens(config.blocks()));
      return passResult(result, arguments, scope);
    }
  }

  private static PassResult passResult(
      NativeValue result, TapArguments arguments, NativeScope scope) {
    List<NativeValue> parts = result.toTuple();
    List<float[]> outputs = new ArrayList<>();
    for (NativeValue output : scope.addAll(scope.add(parts.getFirst()).toList())) {
      outputs.add(output.toFloats());
    }
    return new PassResult(arguments.inCallersOrder(outputs), parts.getLast());
  }

  private static NativeValue tree(Window.Shape shape) {
    return shape.tree().length == 0
        ? NativeValue.longs(shape.tree(), 0)
        : NativeValue.longs(shape.tree(), 3, shape.rows(), shape.keys());
  }

  /** What was run so far. */
  public Work work() {
    return new Work(tokens.sum(), blockTokens.sum());
  }

  /** The logits of each normed row, row-major [r * vocabulary]. */
  public float[] logits(NativeValue normed) {
    try (NativeValue logits = program.call("logits", weights, normed)) {
      return logits.toFloats();
    }
  }

  /**
   * What the next tokens are chosen from.
   *
   * @param normed [r, d]
   * @param temperatures of each row; 0 where the likeliest is taken, [r]
   * @param choosable number of tokens that may be chosen: the lower ids
   */
  public NextTokens nextTokens(NativeValue normed, float[] temperatures, int choosable) {
    try (NativeScope scope = new NativeScope()) {
      NativeValue result =
          scope.add(
              program.call(
                  "next_tokens",
                  weights,
                  normed,
                  scope.add(NativeValue.floats(temperatures, temperatures.length)),
                  scope.add(NativeValue.of(choosable))));
      List<NativeValue> parts = scope.addAll(result.toTuple());
      return new NextTokens(
          parts.get(0).toFloats(), parts.get(1).toFloats(), parts.get(2).toFloats());
    }
  }

  /**
   * Log-probabilities of single tokens.
   *
   * @param normed [r, d]
   * @param rows which normed row each token follows, ascending, [n]
   * @param ids the tokens, [n]
   * @return natural logs, [n]
   */
  public float[] logProbabilities(NativeValue normed, long[] rows, long[] ids) {
    long step = Math.max(1, SCORING_FLOATS / config.vocabulary());
    try (NativeScope scope = new NativeScope();
        NativeValue result =
            program.call(
                "log_probabilities",
                weights,
                normed,
                scope.add(NativeValue.longs(rows, rows.length)),
                scope.add(NativeValue.longs(ids, ids.length)),
                scope.add(NativeValue.of(step)))) {
      return result.toFloats();
    }
  }

  /**
   * How far next-token distributions are from others, row by row: sum p (log p - log q).
   *
   * @param normed [r, d], of p
   * @param others [r, d], of q
   * @return nats, [r]
   */
  public float[] divergences(NativeValue normed, NativeValue others) {
    long step = Math.max(1, SCORING_FLOATS / config.vocabulary());
    try (NativeScope scope = new NativeScope();
        NativeValue result =
            program.call("divergences", weights, normed, others, scope.add(NativeValue.of(step)))) {
      return result.toFloats();
    }
  }

  @Override
  public void close() {
    weights.close();
    program.close();
    arena.close();
  }
}
