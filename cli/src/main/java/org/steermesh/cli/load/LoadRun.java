package org.steermesh.cli.load;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.steermesh.cli.load.LoadRequests.Fate;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.type.v1.Model;

/** Puts a load on a service and measures, each call on a thread of its own. */
public final class LoadRun {

  private static final int MOST_AT_ONCE = 4096;
  private static final int LONGEST_DEADLINE_MS = 400;

  private final GenerationServiceBlockingStub service;
  private final LoadPlan plan;
  private final LoadRequests requests;
  private final Map<Integer, List<Integer>> alone = new HashMap<>();
  private final Tally tally = new Tally();

  private LoadRun(GenerationServiceBlockingStub service, Model model, LoadPlan plan) {
    this.service = service;
    this.plan = plan;
    this.requests = new LoadRequests(plan, model.getVocabularySize());
  }

  /**
   * Runs a load. What becomes of a request is counted, whatever it is: a service that leaves
   * meanwhile does not end the run.
   *
   * @param model that the service hosts
   * @param check whether to run every different request alone first, and to compare all with it
   * @param progress told how many have ended
   */
  public static LoadResult of(
      GenerationServiceBlockingStub service,
      Model model,
      LoadPlan plan,
      boolean check,
      IntConsumer progress) {
    LoadRun run = new LoadRun(service, model, plan);
    if (check) {
      for (int kind = 0; kind < Math.min(plan.distinct(), plan.requests()); kind++) {
        run.alone.put(kind, run.tokensAlone(kind));
      }
    }
    return run.measure(check, progress);
  }

  private List<Integer> tokensAlone(int kind) {
    List<Integer> ids = new ArrayList<>();
    service.generate(requests.request(kind)).forEachRemaining(event -> addTo(ids, event));
    return ids;
  }

  private static void addTo(List<Integer> ids, GenerateResponse event) {
    if (event.hasToken()) {
      ids.add(event.getToken().getId());
    }
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
            progress.accept(done.incrementAndGet());
          }
        });
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    return tally.result(seconds, check, busySince(busyBefore));
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
    try {
      Model model = service.getModel(GetModelRequest.getDefaultInstance());
      return OptionalLong.of(model.getLoad().getBusyNanoTotal());
    } catch (StatusRuntimeException e) {
      return OptionalLong.empty();
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
    Call call = new Call(leaveAfter);
    try (Context.CancellableContext context = Context.current().withCancellation()) {
      Context before = context.attach();
      try {
        call.read(stub.generate(request));
      } catch (StatusRuntimeException e) {
        call.failure = e.getStatus().getCode().name();
      } finally {
        context.detach(before);
      }
    }
    tally.add(call, alone.get(requests.kind(index)));
  }

  /** One call as its reader sees it. */
  private static final class Call {
    private final int leaveAfter;
    private final long sent = System.nanoTime();
    private final List<Long> arrivals = new ArrayList<>();
    private final List<Integer> ids = new ArrayList<>();
    private long ended;
    private int inputTokens;
    private String failure = "";

    Call(int leaveAfter) {
      this.leaveAfter = leaveAfter;
    }

    void read(Iterator<GenerateResponse> events) {
      if (leaveAfter == 0) {
        failure = "left";
        return;
      }
      while (events.hasNext()) {
        GenerateResponse event = events.next();
        addTo(ids, event);
        if (event.hasToken()) {
          arrivals.add(System.nanoTime());
        } else if (event.hasSummary()) {
          inputTokens = event.getSummary().getInputTokenCount();
        }
        if (ids.size() >= leaveAfter) {
          failure = "left";
          return;
        }
      }
      ended = System.nanoTime();
    }
  }

  /** What all calls come to. */
  private static final class Tally {
    private final List<Long> first = new ArrayList<>();
    private final List<Long> between = new ArrayList<>();
    private final List<Long> whole = new ArrayList<>();
    private final Map<String, Integer> ended = new TreeMap<>();
    private long inputTokens;
    private long generatedTokens;
    private int mismatched;

    synchronized void add(Call call, @Nullable List<Integer> alone) {
      generatedTokens += call.ids.size();
      if (alone != null && !call.ids.equals(beginning(alone, call))) {
        mismatched++;
      }
      for (int i = 0; i < call.arrivals.size(); i++) {
        long at = call.arrivals.get(i);
        if (i == 0) {
          first.add(at - call.sent);
        } else {
          between.add(at - call.arrivals.get(i - 1));
        }
      }
      if (call.failure.isEmpty()) {
        whole.add(call.ended - call.sent);
        inputTokens += call.inputTokens;
      } else {
        ended.merge(call.failure, 1, Integer::sum);
      }
    }

    /** A text that ended well is all of it; another one a beginning. */
    private static List<Integer> beginning(List<Integer> alone, Call call) {
      return call.failure.isEmpty()
          ? alone
          : alone.subList(0, Math.min(call.ids.size(), alone.size()));
    }

    synchronized LoadResult result(double seconds, boolean check, double busySeconds) {
      LoadResult.Latency latency =
          new LoadResult.Latency(percentiles(first), percentiles(between), percentiles(whole));
      return new LoadResult(
          seconds,
          whole.size(),
          Map.copyOf(ended),
          inputTokens,
          generatedTokens,
          latency,
          check ? mismatched : -1,
          busySeconds);
    }

    private static Percentiles percentiles(List<Long> nanos) {
      return Percentiles.of(nanos.stream().mapToLong(Long::longValue).toArray());
    }
  }
}
