package org.steermesh.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.steermesh.engine.checkpoint.ModelConfig;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.KeyValueCache;
import org.steermesh.engine.decoder.NextTokens;
import org.steermesh.engine.decoder.PassResult;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.steering.Edit;
import org.steermesh.engine.steering.EditPlan;
import org.steermesh.engine.steering.InputPages;
import org.steermesh.engine.steering.PlannedEdits;
import org.steermesh.engine.steering.SteeredRow;
import org.steermesh.engine.steering.SteeredSequence;
import org.steermesh.engine.tokenizer.TextTokenizer;

/**
 * Generations that run together and that others join and leave between two tokens, each with its
 * own interventions and sampling. A step runs one token of every row that decodes, and a part of
 * the inputs that have not run: weights are read once for all of them. Rows do not touch each
 * other: each has keys and values of its own, and what one computes that depends on the others is
 * only how products are rounded, by the number of tokens in the step.
 *
 * <p>For one thread, but for {@link #load}.
 */
public final class RunningBatch implements AutoCloseable {

  private static final int FIRST_TOKENS = 128;

  private final Decoder decoder;
  private final TextTokenizer tokenizer;
  private final RequestCheck check;
  private final BatchLimits limits;
  private final Lifetime lifetime;
  private final @Nullable PrefixCache prefixes;
  private final List<RunningRow> rows = new ArrayList<>();
  private EditPlan plan = EditPlan.none();
  private boolean changed;
  private volatile BatchLoad load = BatchLoad.NOTHING;

  RunningBatch(Model model, BatchLimits limits) {
    this.decoder = model.decoder();
    this.tokenizer = model.tokenizer();
    this.check = model.check();
    this.lifetime = model.lifetime();
    this.limits = limits;
    this.prefixes =
        limits.prefixBytes() == 0
            ? null
            : new PrefixCache(limits.prefixBytes(), cacheBytesPerToken(decoder.config()));
  }

  /** What it needs of a model. */
  record Model(Decoder decoder, TextTokenizer tokenizer, RequestCheck check, Lifetime lifetime) {}

  /**
   * Whether a request can join now. One that could not join even alone is taken too, and refused by
   * {@link #join}.
   */
  public boolean hasRoomFor(GenerationRequest request) {
    long reserved = reserved(request);
    return rows.size() < limits.rows()
        && (load.reservedTokens() + reserved <= limits.cacheTokens()
            || reserved > limits.cacheTokens());
  }

  private long reserved(GenerationRequest request) {
    return RunningRow.reserved(request, decoder.config().context());
  }

  /**
   * Lets a generation join; its input begins to run with the next step.
   *
   * @return tokens of the input that need not run: they began an earlier input, steered the same
   * @throws EngineException for a request that the model cannot serve as asked, and for one that
   *     needs a larger cache than there is (PROMPT_TOO_LONG)
   */
  public int join(GenerationRequest request, GenerationListener listener) {
    check.check(request);
    checkCache(request);
    return lifetime.during(() -> {
      List<Edit> edits = request.interventions().stream().map(Edit::of).toList();
      SteeredRow steering =
          SteeredRow.of(new SteeredSequence(request.tokens(), edits), tokenizer.texts());
      GeneratingRow text = new GeneratingRow(request, listener::onToken, tokenizer);
      InputPages pages = prefixes == null ? null : prefixes.pages(request.tokens(), steering);
      int first = Math.min(FIRST_TOKENS, request.sampling().maxTokens());
      KeyValueCache cache =
          decoder.newCache(decoder.config().blocks(), 1, request.tokens().length() + first);
      int cached = begin(cache, pages, request.tokens().length());
      rows.add(
          new RunningRow(
              text, steering, new RunningRow.Joined(request, listener, cache, pages, cached)));
      reload();
      return cached;
    });
  }

  /** The last token always runs: the next one is chosen from what comes of it. */
  private int begin(KeyValueCache cache, @Nullable InputPages pages, int length) {
    if (prefixes == null || pages == null) {
      return 0;
    }
    try {
      return prefixes.begin(pages, cache, (length - 1) / InputPages.TOKENS);
    } catch (RuntimeException | Error e) {
      cache.close();
      throw e;
    }
  }

  private void checkCache(GenerationRequest request) {
    if (reserved(request) > limits.cacheTokens()) {
      throw new EngineException(
          EngineReason.PROMPT_TOO_LONG,
          "%d input tokens and up to %d generated ones need a cache of %d tokens; this one has %d"
              .formatted(
                  request.tokens().length(),
                  request.sampling().maxTokens(),
                  reserved(request),
                  limits.cacheTokens()),
          Map.of("cache_tokens", String.valueOf(limits.cacheTokens())));
    }
  }

  /** What it holds; from any thread. */
  public BatchLoad load() {
    return load;
  }

  /**
   * Runs a step, if there is a row; those that nobody wants leave before it, those that are done
   * after it.
   */
  public void step() {
    lifetime.during(() -> {
      List<RunningRow> unwanted =
          rows.stream().filter(row -> row.listener().isCancelled()).toList();
      unwanted.forEach(this::cancel);
      if (!rows.isEmpty()) {
        try {
          run();
        } catch (RuntimeException | Error e) {
          // What went wrong has no row; none of them can go on.
          List.copyOf(rows).forEach(row -> fail(row, e));
        }
      }
      return reload();
    });
  }

  private void run() {
    if (changed) {
      EditPlan before = plan;
      plan = EditPlan.none();
      plan = EditPlan.following(before, rows.stream().map(RunningRow::steering).toList());
      changed = false;
    }
    List<RunningRow> running = List.copyOf(rows);
    Window window = window(running);
    List<RunningRow> choosing = new ArrayList<>();
    List<Long> ends = new ArrayList<>();
    for (int i = 0; i < running.size(); i++) {
      if (running.get(i).advance(window.end(i) - window.start(i))) {
        choosing.add(running.get(i));
        ends.add((long) window.flat(i, window.end(i) - 1));
      }
    }
    PlannedEdits edits = plan.plan(window, decoder.config().blocks());
    List<KeyValueCache> caches = running.stream().map(RunningRow::cache).toList();
    long[] heads = ends.stream().mapToLong(Long::longValue).toArray();
    try (PassResult result = decoder.run(window, caches, edits.taps(), heads)) {
      edits.record(result.taps());
      if (!choosing.isEmpty()) {
        choose(result, choosing);
      }
    }
  }

  private Window window(List<RunningRow> running) {
    Map<RunningRow, Integer> shares = shares(running);
    int[][] next = new int[running.size()][];
    int[] starts = new int[running.size()];
    for (int i = 0; i < next.length; i++) {
      RunningRow row = running.get(i);
      next[i] = row.next(shares.getOrDefault(row, 0));
      starts[i] = row.ran();
    }
    return Window.of(next, starts);
  }

  /**
   * How many tokens of its input each row runs now. Half of them are the oldest row's, so that it
   * gets on; the others go where the least is left, so that short inputs do not wait for long ones.
   */
  private Map<RunningRow, Integer> shares(List<RunningRow> running) {
    Map<RunningRow, Integer> shares = new HashMap<>();
    List<RunningRow> waiting = running.stream().filter(row -> row.inputLeft() > 0).toList();
    if (waiting.isEmpty()) {
      return shares;
    }
    RunningRow oldest = waiting.getFirst();
    int left = limits.promptTokens();
    int first = Math.min(oldest.inputLeft(), (left + 1) / 2);
    left -= first;
    List<RunningRow> others =
        waiting.stream().skip(1).sorted(Comparator.comparingInt(RunningRow::inputLeft)).toList();
    for (RunningRow row : others) {
      int share = Math.min(left, row.inputLeft());
      shares.put(row, share);
      left -= share;
    }
    shares.put(oldest, Math.min(oldest.inputLeft(), first + left));
    return shares;
  }

  private void choose(PassResult result, List<RunningRow> choosing) {
    float[] temperatures = new float[choosing.size()];
    for (int i = 0; i < temperatures.length; i++) {
      temperatures[i] = choosing.get(i).temperature();
    }
    ModelConfig config = decoder.config();
    int choosable = Math.min(tokenizer.vocabularySize(), config.vocabulary());
    NextTokens next = decoder.nextTokens(result.normed(), temperatures, choosable);
    for (int i = 0; i < choosing.size(); i++) {
      RunningRow row = choosing.get(i);
      try {
        row.check();
        row.finishedPages().ifPresent(pages -> keep(pages, row));
        if (row.choose(next.row(i), config.context())) {
          leave(row);
          row.listener().onEnd(row.result());
        }
      } catch (RuntimeException e) {
        fail(row, e);
      }
    }
  }

  private void keep(InputPages pages, RunningRow row) {
    if (prefixes != null) {
      prefixes.keep(pages, row.cache());
    }
  }

  private void cancel(RunningRow row) {
    fail(row, new EngineException(EngineReason.CANCELLED, "the caller cancelled"));
  }

  private void fail(RunningRow row, Throwable failure) {
    leave(row);
    row.listener().onFailure(failure);
  }

  /** Before its listener is told, so that who hears of the end finds its memory free. */
  private void leave(RunningRow row) {
    if (rows.remove(row)) {
      row.close();
      changed = true;
      reload();
    }
  }

  private BatchLoad reload() {
    ModelConfig config = decoder.config();
    changed |= load.rows() != rows.size();
    load =
        new BatchLoad(
            rows.size(),
            (int) rows.stream().filter(row -> row.inputLeft() > 0).count(),
            rows.stream().mapToLong(row -> row.reserved(config.context())).sum(),
            cacheBytesPerToken(config) * rows.stream().mapToLong(row -> row.cache().slots()).sum(),
            prefixes == null ? 0 : prefixes.bytes());
    return load;
  }

  /** Bytes of one token's keys and values in all blocks. */
  static long cacheBytesPerToken(ModelConfig config) {
    return 2L * config.blocks() * config.keyHeads() * config.headWidth() * Float.BYTES;
  }

  /** Ends what still runs, for a reason that all of it is told. */
  public void end(Throwable why) {
    List.copyOf(rows).forEach(row -> fail(row, why));
    reload();
  }

  /** Ends what still runs, as cancelled. */
  @Override
  public void close() {
    List.copyOf(rows).forEach(this::cancel);
    plan.close();
    if (prefixes != null) {
      prefixes.close();
    }
    reload();
  }
}
