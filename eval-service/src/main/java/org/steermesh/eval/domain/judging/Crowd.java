package org.steermesh.eval.domain.judging;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** Several questions at a time. */
final class Crowd {

  private Crowd() {}

  /**
   * Asks {@code question} of every one of {@code all}; the answers in their order.
   *
   * @param atATime how many are under way together
   * @throws SteermeshException the first failure; the rest are interrupted
   */
  static <T, R> List<R> ask(List<T> all, int atATime, Function<T, R> question) {
    Semaphore places = new Semaphore(atATime);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<R>> asked = new ArrayList<>();
      for (T one : all) {
        asked.add(
            threads.submit(() -> {
              places.acquire();
              try {
                return question.apply(one);
              } finally {
                places.release();
              }
            }));
      }
      List<R> answers = new ArrayList<>();
      for (Future<R> answer : asked) {
        answers.add(awaited(answer, threads));
      }
      return answers;
    }
  }

  private static <R> R awaited(Future<R> answer, ExecutorService threads) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      threads.shutdownNow();
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException("a question failed", e);
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
      throw new SteermeshException(ErrorReason.CANCELLED, "the evaluation was interrupted");
    }
  }
}
