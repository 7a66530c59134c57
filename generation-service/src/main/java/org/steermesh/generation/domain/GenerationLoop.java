package org.steermesh.generation.domain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.BatchLimits;
import org.steermesh.engine.BatchLoad;
import org.steermesh.engine.GeneratedToken;
import org.steermesh.engine.GenerationListener;
import org.steermesh.engine.GenerationRequest;
import org.steermesh.engine.GenerationResult;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.RunningBatch;

/**
 * Generates the texts of all callers in one running batch, on a thread of its own. A text joins
 * between two tokens when there is a row and cache for it, callers taking turns; a bounded number
 * waits, the next is refused.
 */
public final class GenerationLoop implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(GenerationLoop.class);

  private static final Duration LAST_STEP = Duration.ofSeconds(10);

  private final Supplier<LanguageModel> model;
  private final Settings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final FairQueue<Turn> queue = new FairQueue<>();
  private final LoopCounts counts = new LoopCounts();
  private final ExecutorService encoders =
      Executors.newFixedThreadPool(2, Thread.ofPlatform().name("encoder-", 0).daemon().factory());
  private int places;
  private volatile long cacheTokens;
  private volatile boolean closed;
  private @Nullable Thread thread;
  private volatile @Nullable RunningBatch batch;

  /**
   * A loop that begins with its first text.
   *
   * @param model open as long as the loop is
   */
  public GenerationLoop(Supplier<LanguageModel> model, Settings settings) {
    this.model = model;
    this.settings = settings;
  }

  /**
   * How much runs and waits.
   *
   * @param rows most texts that run
   * @param queue most texts that wait
   * @param promptTokens most input tokens of a step
   * @param cacheBytes most bytes of keys and values; 0 takes a part of what is available
   * @param prefixBytes most bytes of those that are kept of inputs for later ones; 0 keeps none
   */
  public record Settings(
      int rows, int queue, int promptTokens, long cacheBytes, long prefixBytes) {}

  /** How much runs and waits at most. */
  public Settings settings() {
    return settings;
  }

  /**
   * Takes a place for some texts, until the place is closed. Where too many are taken, the newest
   * that wait of the callers with the most give way to those of a caller with fewer, if that makes
   * room for all of them.
   *
   * @param caller who asks; those of one caller keep their order
   * @param texts how many
   * @throws SteermeshException QUEUE_FULL
   */
  public Place admit(String caller, int texts) {
    List<Turn> displaced = List.of();
    lock.lock();
    try {
      int over = places + texts - settings.rows() - settings.queue();
      if (over > 0) {
        displaced = queue.displacedBy(caller, over);
        if (displaced.isEmpty()) {
          counts.refused(texts);
          throw LoopRefusals.full(settings);
        }
        counts.refused(over);
        displaced.forEach(Turn::leavePlace);
      }
      places += texts;
      return new Place(caller, texts);
    } finally {
      lock.unlock();
      for (Turn turn : displaced) {
        turn.listener.onFailure(LoopRefusals.full(settings));
      }
    }
  }

  /** How busy it is. */
  public ServingLoad load() {
    RunningBatch running = batch;
    BatchLoad now = running == null ? BatchLoad.NOTHING : running.load();
    lock.lock();
    try {
      return new ServingLoad(
          now.rows(),
          now.inputRows(),
          queue.size(),
          now.reservedTokens(),
          cacheTokens,
          now.cacheBytes(),
          now.prefixBytes(),
          counts.done());
    } finally {
      lock.unlock();
    }
  }

  /** Ends what runs and what waits, with DRAINING. */
  @Override
  public void close() {
    Thread running;
    lock.lock();
    try {
      closed = true;
      running = thread;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    encoders.shutdown();
    if (running != null) {
      try {
        running.join(LAST_STEP);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    Throwable end = LoopRefusals.stopping();
    try {
      generate();
    } catch (RuntimeException | Error e) {
      LOG.error("the generation loop failed; it begins anew with the next text", e);
      end = e;
    } finally {
      Throwable why = end;
      finish().forEach(turn -> turn.onFailure(why));
    }
  }

  /** Makes way for a new thread, at once with taking out all who waited for this one. */
  private List<Turn> finish() {
    lock.lock();
    try {
      thread = null;
      List<Turn> left = queue.all();
      left.forEach(turn -> queue.remove(turn.caller, turn));
      return left;
    } finally {
      lock.unlock();
    }
  }

  private void generate() {
    LanguageModel generating = model.get();
    long tokens = generating.cacheTokens(settings.cacheBytes());
    try (RunningBatch running =
        generating.runningBatch(
            new BatchLimits(
                settings.rows(), settings.promptTokens(), tokens, settings.prefixBytes()))) {
      batch = running;
      cacheTokens = tokens;
      generate(running);
    } finally {
      batch = null;
    }
  }

  private void generate(RunningBatch running) {
    try {
      while (true) {
        switch (next(running)) {
          case NextMove.Fail<Turn>(Turn turn) -> turn.onFailure(LoopRefusals.cancelled());
          case NextMove.Join<Turn>(Turn turn) -> turn.join(running);
          case NextMove.Step<Turn>() -> {
            long begun = System.nanoTime();
            running.step();
            counts.computed(System.nanoTime() - begun);
          }
          case NextMove.Stop<Turn>() -> {
            running.end(LoopRefusals.stopping());
            return;
          }
        }
      }
    } catch (RuntimeException | Error e) {
      running.end(e);
      throw e;
    }
  }

  /** Decides what to do next; waits while there is nothing. */
  private NextMove<Turn> next(RunningBatch running) {
    lock.lock();
    try {
      while (!closed) {
        for (Turn turn : queue.all()) {
          if (turn.isCancelled() && queue.remove(turn.caller, turn)) {
            return new NextMove.Fail<>(turn);
          }
        }
        if (queue.peek().filter(turn -> running.hasRoomFor(turn.request)).isPresent()) {
          Turn turn = queue.take();
          turn.taken = true;
          return new NextMove.Join<>(turn);
        }
        if (running.load().rows() > 0) {
          return new NextMove.Step<>();
        }
        changed.await();
      }
      return new NextMove.Stop<>();
    } catch (InterruptedException e) {
      return new NextMove.Stop<>();
    } finally {
      lock.unlock();
    }
  }

  /** The place of one text, or several. */
  public final class Place implements AutoCloseable {

    private final String caller;
    private int texts;
    private final List<Turn> turns = new ArrayList<>();

    private Place(String caller, int texts) {
      this.caller = caller;
      this.texts = texts;
    }

    /** Does something whose time the caller's text decides, off the caller's own thread. */
    public <T> T prepare(Supplier<T> work) {
      try {
        return CompletableFuture.supplyAsync(work, encoders).join();
      } catch (RejectedExecutionException e) {
        throw LoopRefusals.stopping();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }

    /**
     * Puts a text into the line.
     *
     * @param listener follows it; its failure is a SteermeshException QUEUE_FULL where it had to
     *     give way to another caller's
     */
    public void submit(GenerationRequest request, GenerationListener listener) {
      Turn mine = new Turn(this, request, listener);
      lock.lock();
      try {
        if (closed) {
          throw LoopRefusals.stopping();
        }
        turns.add(mine);
        queue.add(caller, mine);
        if (thread == null) {
          thread = Thread.ofPlatform().name("generation").daemon().start(GenerationLoop.this::run);
        }
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /** Leaves; texts that still run are ended within one token. */
    @Override
    public void close() {
      lock.lock();
      try {
        places -= texts;
        for (Turn turn : turns) {
          turn.abandoned = true;
          queue.remove(caller, turn);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** A text that waits or runs. */
  private final class Turn implements GenerationListener {

    private final Place place;
    private final String caller;
    private final GenerationRequest request;
    private final GenerationListener listener;
    private volatile boolean abandoned;
    private boolean taken;

    Turn(Place place, GenerationRequest request, GenerationListener listener) {
      this.place = place;
      this.caller = place.caller;
      this.request = request;
      this.listener = listener;
    }

    private void join(RunningBatch batch) {
      try {
        int tokens = request.tokens().length();
        counts.began(tokens, batch.join(request, this));
        served(tokens);
      } catch (RuntimeException | Error e) {
        onFailure(e);
      }
    }

    private void served(int tokens) {
      lock.lock();
      try {
        queue.served(caller, tokens);
      } finally {
        lock.unlock();
      }
    }

    /** Gives its place to another caller's text; called under the lock. */
    private void leavePlace() {
      place.texts--;
      places--;
    }

    @Override
    public boolean isCancelled() {
      return abandoned || listener.isCancelled();
    }

    @Override
    public void onToken(GeneratedToken token) {
      counts.generated();
      served(1);
      listener.onToken(token);
    }

    @Override
    public void onEnd(GenerationResult result) {
      counts.finished();
      ended();
      listener.onEnd(result);
    }

    @Override
    public void onFailure(Throwable failure) {
      counts.failed();
      ended();
      listener.onFailure(failure);
    }

    private void ended() {
      lock.lock();
      try {
        if (taken) {
          queue.ended(caller);
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
