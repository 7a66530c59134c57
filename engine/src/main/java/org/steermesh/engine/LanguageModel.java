package org.steermesh.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.checkpoint.ModelConfig;
import org.steermesh.engine.checkpoint.PendingDigest;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.Device;
import org.steermesh.engine.decoder.Placement;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.decoder.Work;
import org.steermesh.engine.tokenizer.Prompt;
import org.steermesh.engine.tokenizer.TextTokenizer;
import org.steermesh.engine.tokenizer.TokenSequence;

/**
 * A model opened from a Hugging Face style folder. Safe under concurrent callers; owns its native
 * memory until closed.
 */
public final class LanguageModel implements AutoCloseable {

  private final ModelDescription description;
  private final Checkpoint checkpoint;
  private final Decoder decoder;
  private final TextTokenizer tokenizer;
  private final RequestCheck check;
  private final TokenBudget budget;
  private final Lifetime lifetime = new Lifetime();

  private LanguageModel(Parts parts, ModelDescription description, TokenBudget budget) {
    this.checkpoint = parts.checkpoint();
    this.decoder = parts.decoder();
    this.tokenizer = parts.tokenizer();
    this.description = description;
    this.check = new RequestCheck(parts.checkpoint().config());
    this.budget = budget;
  }

  /** What is closed when the model is. */
  private record Parts(Checkpoint checkpoint, TextTokenizer tokenizer, Decoder decoder) {}

  /**
   * Opens a checkpoint: config.json, safetensors (single or sharded), tokenizer.json.
   *
   * @throws EngineException when a file is missing, invalid or of an unknown architecture
   */
  public static LanguageModel open(Path directory, ModelOptions options) {
    return open(Checkpoint.open(directory), directory, options);
  }

  /**
   * Opens a checkpoint with a LoRA adapter in the layout of PEFT, which is added to the weights
   * while they are loaded: another model, with a digest of its own.
   *
   * @throws EngineException as for a checkpoint alone, or when the adapter does not fit it
   */
  public static LanguageModel open(Path directory, Path adapter, ModelOptions options) {
    return open(Checkpoint.open(directory, adapter), directory, options);
  }

  private static LanguageModel open(Checkpoint checkpoint, Path directory, ModelOptions options) {
    try {
      TextTokenizer tokenizer = TextTokenizer.open(directory);
      try (PendingDigest digest = checkpoint.beginWeightsDigest()) {
        WeightFormat format =
            Objects.requireNonNullElseGet(
                options.format(), () -> WeightFormat.of(checkpoint.storageDtype()));
        Placement placement =
            new Placement(format, Objects.requireNonNullElseGet(options.device(), Device::best));
        Decoder decoder = Decoder.load(checkpoint, placement, options.threads());
        Parts parts = new Parts(checkpoint, tokenizer, decoder);
        ModelDescription description =
            describe(directory, options, placement, parts, digest.result());
        TokenBudget budget =
            new TokenBudget(checkpoint.config(), options.maxBatchTokens(), AvailableMemory::bytes);
        return new LanguageModel(parts, description, budget);
      } catch (RuntimeException | Error e) {
        tokenizer.close();
        throw e;
      }
    } catch (RuntimeException | Error e) {
      checkpoint.close();
      throw e;
    }
  }

  private static ModelDescription describe(
      Path directory, ModelOptions options, Placement placement, Parts parts, String digest) {
    Checkpoint checkpoint = parts.checkpoint();
    ModelConfig config = checkpoint.config();
    Path folder = directory.toAbsolutePath().normalize().getFileName();
    return new ModelDescription(
        options.name().isEmpty() ? String.valueOf(folder) : options.name(),
        config.family().modelType(),
        config.blocks(),
        config.width(),
        config.vocabulary(),
        config.context(),
        checkpoint.parameters(),
        checkpoint.storageDtype(),
        placement.format(),
        parts.decoder().inexactWeights(),
        placement.device().label(),
        digest,
        parts.tokenizer().digest(),
        parts.tokenizer().templateDigest(),
        checkpoint.adapter().map(AdapterDescription::of));
  }

  /** What this model is. */
  public ModelDescription description() {
    return description;
  }

  /** The model's tokenizer. */
  public TextTokenizer tokenizer() {
    return tokenizer;
  }

  /** Turns a prompt and its completion (possibly empty) into tokens, bounded by the context. */
  public TokenSequence encode(Prompt prompt, String completion) {
    TokenSequence tokens = tokenizer.encode(prompt, completion);
    check.checkTokens(tokens, 0);
    return tokens;
  }

  /** Captures activations, one result per request, in order; batched with padding inside. */
  public List<CapturedActivations> capture(List<CaptureRequest> requests, CancelSignal cancel) {
    requests.forEach(check::check);
    return lifetime.during(() -> captures().capture(requests, cancel));
  }

  /** Scores continuations, one result per request, in order; batched with padding inside. */
  public List<ScoreResult> score(List<ScoreRequest> requests, CancelSignal cancel) {
    requests.forEach(check::check);
    return lifetime.during(() -> scores().score(requests, cancel));
  }

  /**
   * How far the interventions move the next-token distributions of the request's first
   * continuation: the Kullback-Leibler divergence of the steered from the unsteered one, in nats,
   * before each of its tokens.
   */
  public float[] divergences(ScoreRequest request, CancelSignal cancel) {
    check.check(request);
    return lifetime.during(() -> divergences().of(request, cancel));
  }

  /**
   * How likely the tokens of a generation's input are under its interventions: one per token after
   * the first, each with as many alternatives as its sampling asks for.
   */
  public List<InputToken> inputScores(GenerationRequest request, CancelSignal cancel) {
    check.check(request);
    return lifetime.during(
        () -> new InputScores(decoder, tokenizer, budget.tokens()).of(request, cancel));
  }

  private Captures captures() {
    return new Captures(decoder, tokenizer.texts(), budget.tokens());
  }

  private Scores scores() {
    return new Scores(decoder, tokenizer.texts(), budget.tokens());
  }

  private Divergences divergences() {
    return new Divergences(decoder, tokenizer.texts(), budget.tokens());
  }

  /** What this model has computed so far. */
  public Work work() {
    return decoder.work();
  }

  /** Generates one text; each token is handed over as soon as it is decoded. */
  public GenerationResult generate(
      GenerationRequest request, Consumer<GeneratedToken> onToken, CancelSignal cancel) {
    return generateBatch(List.of(request), List.of(onToken), cancel).getFirst();
  }

  /**
   * Generates several texts at once, each with its own interventions and sampling. Weights are read
   * once a step for all of them, so eight together are several times as fast as one after the
   * other. Rows do not touch each other.
   *
   * @param onTokens one receiver per request, called on this thread
   * @return one result per request, in order
   */
  public List<GenerationResult> generateBatch(
      List<GenerationRequest> requests,
      List<Consumer<GeneratedToken>> onTokens,
      CancelSignal cancel) {
    BatchLimits all =
        new BatchLimits(Math.max(1, requests.size()), BatchRun.WINDOW, Long.MAX_VALUE);
    try (RunningBatch batch = runningBatch(all)) {
      List<Following> following = new ArrayList<>();
      for (int i = 0; i < requests.size(); i++) {
        following.add(new Following(onTokens.get(i), cancel));
        batch.join(requests.get(i), following.getLast());
      }
      while (batch.load().rows() > 0) {
        batch.step();
        following.forEach(Following::check);
      }
      return following.stream().map(Following::result).toList();
    }
  }

  /** Begins a batch of generations that others join and leave; to be closed before the model. */
  public RunningBatch runningBatch(BatchLimits limits) {
    return new RunningBatch(new RunningBatch.Model(decoder, tokenizer, check, lifetime), limits);
  }

  /**
   * Tokens whose keys and values fit into so many bytes.
   *
   * @param bytes of memory; 0 takes a quarter of what is available now, room for one whole context
   *     at least
   */
  public long cacheTokens(long bytes) {
    ModelConfig config = checkpoint.config();
    long each = RunningBatch.cacheBytesPerToken(config);
    return bytes > 0
        ? bytes / each
        : Math.max(config.context(), AvailableMemory.bytes() / 4 / each);
  }

  /** Waits for running calls; later ones are refused. */
  @Override
  public void close() {
    lifetime.end(() -> {
      tokenizer.close();
      decoder.close();
      checkpoint.close();
    });
  }
}
