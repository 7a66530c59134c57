package org.steermesh.cli.load;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.steermesh.cli.load.LoadRequests.Fate;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.type.v1.Model;
import org.steermesh.type.v1.ModelLoad;

/** Puts a load on a service and measures, each call on a thread of its own. */
public final class LoadRun {

  private static final int MOST_AT_ONCE = 4096;
  private static final int LONGEST_DEADLINE_MS = 400;

  /** Requests after which memory is looked at first: by then all is in use that is ever used. */
  private static final int EARLY = 1000;

  private final GenerationServiceBlockingStub service;
  private final NamedVectors named;
  private final LoadPlan plan;
  private final LoadRequests requests;
  private final Map<Integer, LoadCall> alone = new HashMap<>();
  private final LoadTally tally = new LoadTally();
  private final AtomicLong earlyMemory = new AtomicLong();

  private LoadRun(Target target, LoadPlan plan) {
    this.service = target.service();
    this.named = target.named();
    this.plan = plan;
    this.requests = new LoadRequests(plan, target.model().getVocabularySize());
  }

  /**
   * What a load is put on.
   *
   * @param model that the service hosts
   * @param named those that the plan's steering names, in its order; none where it names others
   */
  public record Target(GenerationServiceBlockingStub service, Model model, NamedVectors named) {}

  /**
   * Runs a load. What becomes of a request is counted, whatever it is: a service that leaves
   * meanwhile does not end the run.
   *
   * @param check whether to run every different request alone first, and to compare all with it
   * @param progress told how many have ended
   */
  public static LoadResult of(Target target, LoadPlan plan, boolean check, IntConsumer progress) {
    LoadRun run = new LoadRun(target, plan);
    if (check) {
      for (int kind = 0; kind < Math.min(plan.distinct(), plan.requests()); kind++) {
        run.alone.put(kind, run.alone(kind));
      }
    }
    return run.measure(check, progress);
  }

  private LoadCall alone(int kind) {
    LoadCall call = new LoadCall(Integer.MAX_VALUE);
    call.read(service.generate(requests.request(kind)));
    return call;
  }

  private LoadResult measure(boolean check, IntConsumer progress) {
    OptionalLong busyBefore = busy();
    AtomicInteger done = new AtomicInteger();
    Semaphore room = new Semaphore(roomAtOnce());
    long begun = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Random gaps = new Random(plan.seed());
      long due = begun;
      for (int i = 0; i < plan.requests(); i++) {
        int index = i;
        if (plan.pace() instanceof LoadPlan.Pace.Open(double perSecond)) {
          due += (long) (-Math.log(1 - gaps.nextDouble()) / perSecond * 1e9);
          sleepUntil(due);
        }
        room.acquireUninterruptibly();
        threads.execute(() -> {
          try {
            call(index);
          } finally {
            room.release();
            ended(done.incrementAndGet(), progress);
          }
        });
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    LoadResult.Memory memory = new LoadResult.Memory(earlyMemory.get(), memory());
    return tally.result(seconds, check, busySince(busyBefore), memory);
  }

  private void ended(int count, IntConsumer progress) {
    if (count == Math.max(1, Math.min(EARLY, plan.requests() / 2))) {
      earlyMemory.set(memory());
    }
    progress.accept(count);
  }

  /** Of the service; 0 where it does not say. */
  private long memory() {
    return load().map(ModelLoad::getResidentByteCount).orElse(0L);
  }

  private int roomAtOnce() {
    return switch (plan.pace()) {
      case LoadPlan.Pace.Closed(int concurrency) -> concurrency;
      case LoadPlan.Pace.Open _ -> MOST_AT_ONCE;
    };
  }

  private static void sleepUntil(long due) {
    long left = due - System.nanoTime();
    if (left > 0) {
      try {
        TimeUnit.NANOSECONDS.sleep(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** In seconds; 0 where the service has left, or is another one by now. */
  private double busySince(OptionalLong before) {
    OptionalLong now = busy();
    return before.isEmpty() || now.isEmpty()
        ? 0
        : Math.max(0, now.getAsLong() - before.getAsLong()) / 1e9;
  }

  private OptionalLong busy() {
    return load()
        .map(load -> OptionalLong.of(load.getBusyNanoTotal()))
        .orElseGet(OptionalLong::empty);
  }

  private Optional<ModelLoad> load() {
    try {
      return Optional.of(service.getModel(GetModelRequest.getDefaultInstance()).getLoad());
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  private void call(int index) {
    SplittableRandom random = requests.random(index);
    Fate fate = requests.fate(random);
    GenerateRequest request = requests.request(index);
    GenerationServiceBlockingStub stub = service;
    if (fate == Fate.MALFORMED) {
      request =
          request.toBuilder().setSampling(request.getSampling().toBuilder().setTopP(2)).build();
    } else if (fate == Fate.DEADLINE) {
      stub = stub.withDeadlineAfter(1 + random.nextInt(LONGEST_DEADLINE_MS), TimeUnit.MILLISECONDS);
    }
    int leaveAfter =
        fate == Fate.CANCELLED
            ? random.nextInt(request.getSampling().getMaxTokens())
            : Integer.MAX_VALUE;
    int deleted = requests.deleted(random, index, plan.steering().isEmpty() ? 0 : named.count());
    if (deleted >= 0) {
      named.delete(deleted);
    }
    LoadCall call = new LoadCall(leaveAfter);
    try (Context.CancellableContext context = Context.current().withCancellation()) {
      Context before = context.attach();
      try {
        call.read(stub.generate(request));
      } catch (StatusRuntimeException e) {
        call.fail(e.getStatus().getCode().name());
      } finally {
        context.detach(before);
      }
    }
    if (deleted >= 0) {
      named.restore(deleted);
    }
    tally.add(call, alone.get(requests.kind(index)));
  }
}
