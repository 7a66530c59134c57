package org.steermesh.generation.api.openai;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.server.CallContext;
import org.steermesh.generation.api.TextGeneration;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerateResponse;

/** Generates from all prompts of one request at the same time; one that fails ends the others. */
final class Prompts {

  private final TextGeneration texts;
  private final Receiver receiver;
  private final BooleanSupplier cancelled;
  private final ReentrantLock turn = new ReentrantLock();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /**
   * For one request.
   *
   * @param receiver told what comes
   * @param cancelled whether nobody waits any more
   */
  Prompts(TextGeneration texts, Receiver receiver, BooleanSupplier cancelled) {
    this.texts = texts;
    this.receiver = receiver;
    this.cancelled = cancelled;
  }

  /** Who is told what comes, by one thread at a time. */
  sealed interface Receiver permits StreamedAnswer, WholeAnswer {

    /**
     * One event.
     *
     * @param prompt whose text it belongs to, from 0
     */
    void send(int prompt, GenerateResponse event);
  }

  /** Generates; returns when all is sent. What goes wrong is thrown. */
  void generate(List<GenerateRequest> requests) throws InterruptedException {
    if (requests.size() == 1) {
      texts.generate(requests.getFirst(), answers(0));
      return;
    }
    CallContext context = CallContext.current();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < requests.size(); i++) {
        int prompt = i;
        threads.execute(context.wrap(() -> generate(prompt, requests.get(prompt))));
      }
    }
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case InterruptedException e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  private void generate(int prompt, GenerateRequest request) {
    try {
      texts.generate(request, answers(prompt));
    } catch (InterruptedException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  private TextGeneration.Answers answers(int prompt) {
    return new TextGeneration.Answers() {
      @Override
      public void send(GenerateResponse event) {
        turn.lock();
        try {
          receiver.send(prompt, event);
        } finally {
          turn.unlock();
        }
      }

      @Override
      public boolean isCancelled() {
        return failure.get() != null || cancelled.getAsBoolean();
      }
    };
  }
}
