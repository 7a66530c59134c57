package org.steermesh.vector.client;

import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.protos.LetterTokens;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.generation.v1.ConfigurationScores;
import org.steermesh.generation.v1.Continuation;
import org.steermesh.generation.v1.ContinuationTokens;
import org.steermesh.generation.v1.ScoreGridHeader;
import org.steermesh.generation.v1.ScoreGridItem;
import org.steermesh.generation.v1.ScoreGridRequest;
import org.steermesh.generation.v1.ScoreGridResponse;
import org.steermesh.generation.v1.SteeringConfiguration;
import org.steermesh.type.v1.Input;
import org.steermesh.vector.domain.LetterPredictor.Question;

/**
 * One {@code ScoreGrid} call of the plain model. Questions are written on a thread of their own:
 * the service holds back reading until its answers are read.
 */
final class LetterCall {

  private static final String SERVICE = "generation-service";
  private static final String PLAIN = "plain";
  private static final long LOOK_AGAIN_MILLIS = 100;

  /** Longer than a batch of the longest prompts takes. */
  private static final long SILENCE_MILLIS = 120_000;

  /** Questions that are computed as one batch: what they are answered does not hang on the time. */
  private static final int TOGETHER = 16;

  private final BlockingClientCall<ScoreGridRequest, ScoreGridResponse> call;
  private final LetterTokens letters;
  private final BooleanSupplier cancelled;
  private final AtomicReference<@Nullable RuntimeException> writing = new AtomicReference<>();

  /** Ids of the questions that were sent and are not answered. */
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();

  /**
   * @param call begun, nothing sent
   * @param cancelled asked ten times a second while the call waits; true ends it
   */
  LetterCall(
      BlockingClientCall<ScoreGridRequest, ScoreGridResponse> call,
      LetterTokens letters,
      BooleanSupplier cancelled) {
    this.call = call;
    this.letters = letters;
    this.cancelled = cancelled;
  }

  void run(String model, Iterator<Question> questions, IntConsumer answers) {
    Thread writer = Thread.ofVirtual().name("letters").start(() -> write(model, questions));
    try {
      ScoreGridResponse response = read();
      while (response != null) {
        String due = asked.poll();
        if (!response.getItemId().equals(due) || response.getConfigurationsCount() != 1) {
          throw broken("item %s came, item %s was due".formatted(response.getItemId(), due));
        }
        answers.accept(likeliest(response.getConfigurations(0)));
        response = read();
      }
    } catch (StatusException e) {
      throw StatusTranslator.passOn(SERVICE, e);
    } finally {
      call.cancel("the call is over", null);
      writer.interrupt();
    }
    throwIfWritingFailed();
  }

  private void write(String model, Iterator<Question> questions) {
    try {
      boolean open = call.write(header(model));
      while (open && questions.hasNext()) {
        Question question = questions.next();
        asked.add(question.id());
        open = call.write(item(question));
      }
      if (open) {
        call.halfClose();
      }
    } catch (StatusException closed) {
      // The reader meets the same status and acts on it.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      writing.set(e);
      call.cancel("the questions cannot be read", e);
    }
  }

  private static ScoreGridRequest header(String model) {
    return ScoreGridRequest.newBuilder()
        .setHeader(
            ScoreGridHeader.newBuilder()
                .setModel(model)
                .setBatchItemCount(TOGETHER)
                .addConfigurations(SteeringConfiguration.newBuilder().setId(PLAIN)))
        .build();
  }

  private ScoreGridRequest item(Question question) {
    ScoreGridItem.Builder item =
        ScoreGridItem.newBuilder()
            .setId(question.id())
            .setInput(
                Input.newBuilder()
                    .setPrompt(TypeProtos.prompt(question.rendering(), question.prompt())));
    for (int letter = 0; letter < question.letters(); letter++) {
      item.addContinuations(
          Continuation.newBuilder()
              .setTokens(ContinuationTokens.newBuilder().addIds(letters.id(letter))));
    }
    return ScoreGridRequest.newBuilder().setItem(item).build();
  }

  private static int likeliest(ConfigurationScores scores) {
    int best = 0;
    for (int letter = 1; letter < scores.getScoresCount(); letter++) {
      if (scores.getScores(letter).getLogProbability()
          > scores.getScores(best).getLogProbability()) {
        best = letter;
      }
    }
    return best;
  }

  private @Nullable ScoreGridResponse read() throws StatusException {
    try {
      for (long waited = 0; waited < SILENCE_MILLIS; waited += LOOK_AGAIN_MILLIS) {
        throwIfWritingFailed();
        if (cancelled.getAsBoolean()) {
          throw new SteermeshException(ErrorReason.CANCELLED, "the build was cancelled");
        }
        try {
          return call.read(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
          // No answer yet; it is waited for again unless somebody cancelled meanwhile.
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SteermeshException(ErrorReason.CANCELLED, "the build was interrupted");
    } catch (StatusException e) {
      throwIfWritingFailed();
      throw e;
    }
    throw new SteermeshException(
        ErrorReason.DEPENDENCY_UNAVAILABLE,
        SERVICE + " gave no answer for " + SILENCE_MILLIS / 1000 + " s");
  }

  private void throwIfWritingFailed() {
    RuntimeException failed = writing.get();
    if (failed != null) {
      throw failed;
    }
  }

  private static SteermeshException broken(String what) {
    return new SteermeshException(ErrorReason.INTERNAL, SERVICE + " broke its contract: " + what);
  }
}
