package org.steermesh.eval.client;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;
import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.Scorer.Answer;
import org.steermesh.generation.v1.ConfigurationScores;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.GridScore;
import org.steermesh.generation.v1.ScoreGridHeader;
import org.steermesh.generation.v1.ScoreGridItem;
import org.steermesh.generation.v1.ScoreGridRequest;
import org.steermesh.generation.v1.ScoreGridResponse;

/**
 * One grid, scored.
 *
 * <p>An item that cannot be scored ends a ScoreGrid call; it is noted, and another call goes on
 * with the item after it. Items are written on a thread of their own: the service holds back
 * reading until its answers are read.
 */
final class GridCall<A> {

  /** Scores as answers. */
  static final Reading<Answer> ANSWERS = new Reading<>(GridCall::scored, Answer.Refused::new);

  private static final String SERVICE = "generation-service";

  /** Always as many, so that an evaluation that goes on after a crash has the same numbers. */
  private static final int TOGETHER = 16;

  private final GenerationServiceGrpc.GenerationServiceBlockingV2Stub generation;
  private final ScoreGridHeader header;
  private final List<ScoreGridItem> items;
  private final Duration silenceLimit;
  private final Reading<A> reading;
  private final List<List<A>> answers = new ArrayList<>();

  /**
   * How answers are read.
   *
   * @param scored of one item under one configuration
   * @param refused of an item that was refused, by its reason
   */
  record Reading<A>(Function<ConfigurationScores, A> scored, Function<String, A> refused) {}

  /**
   * @param items whose ids are their indices
   */
  GridCall(
      GenerationServiceGrpc.GenerationServiceBlockingV2Stub generation,
      ScoreGridHeader header,
      List<ScoreGridItem> items,
      Duration silenceLimit,
      Reading<A> reading) {
    this.reading = reading;
    this.generation = generation;
    this.header = header.toBuilder().setBatchItemCount(TOGETHER).build();
    this.items = items;
    this.silenceLimit = silenceLimit;
    for (int cell = 0; cell < header.getConfigurationsCount(); cell++) {
      answers.add(new ArrayList<>());
    }
  }

  /** Scores every item; [configuration][item]. */
  List<List<A>> run(Cancellation cancellation) {
    while (done() < items.size()) {
      attempt(cancellation);
    }
    return answers;
  }

  private int done() {
    return answers.getFirst().size();
  }

  private void attempt(Cancellation cancellation) {
    BlockingClientCall<ScoreGridRequest, ScoreGridResponse> call = generation.scoreGrid();
    cancellation.onCancel(() -> call.cancel("the evaluation stops", null));
    List<ScoreGridItem> rest = items.subList(done(), items.size());
    Thread writer = Thread.ofVirtual().name("score-grid").start(() -> write(call, rest));
    try {
      read(call);
    } catch (StatusException e) {
      if (cancellation.isCancelled()) {
        throw new SteermeshException(ErrorReason.CANCELLED, "the evaluation was cancelled");
      }
      noteRefusal(e);
    } catch (TimeoutException e) {
      throw new SteermeshException(
              ErrorReason.DEPENDENCY_UNAVAILABLE,
              SERVICE + " gave no answer for " + silenceLimit.toSeconds() + " s")
          .causedBy(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SteermeshException(ErrorReason.CANCELLED, "the scoring was interrupted");
    } finally {
      call.cancel("no answers are waited for", null);
      writer.interrupt();
    }
  }

  private void write(
      BlockingClientCall<ScoreGridRequest, ScoreGridResponse> call, List<ScoreGridItem> rest) {
    try {
      boolean open = call.write(ScoreGridRequest.newBuilder().setHeader(header).build());
      for (int i = 0; open && i < rest.size(); i++) {
        open = call.write(ScoreGridRequest.newBuilder().setItem(rest.get(i)).build());
      }
      if (open) {
        call.halfClose();
      }
    } catch (StatusException closed) {
      // The reader meets the same status and acts on it.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(BlockingClientCall<ScoreGridRequest, ScoreGridResponse> call)
      throws InterruptedException, TimeoutException, StatusException {
    long patience = silenceLimit.toMillis();
    ScoreGridResponse response = call.read(patience, TimeUnit.MILLISECONDS);
    while (response != null) {
      if (!response.getItemId().equals(Integer.toString(done()))
          || response.getConfigurationsCount() != answers.size()) {
        throw outOfOrder(
            "item %s with %d configurations came, item %d with %d was due"
                .formatted(
                    response.getItemId(),
                    response.getConfigurationsCount(),
                    done(),
                    answers.size()));
      }
      for (int cell = 0; cell < answers.size(); cell++) {
        answers.get(cell).add(reading.scored().apply(response.getConfigurations(cell)));
      }
      response = call.read(patience, TimeUnit.MILLISECONDS);
    }
    if (done() < items.size()) {
      throw outOfOrder("the stream ended after " + done() + " of " + items.size() + " items");
    }
  }

  private static Answer scored(ConfigurationScores scores) {
    return new Answer.Scored(
        scores.getScoresList().stream().map(GridScore::getLogProbability).toList(),
        scores.getScoresList().stream().mapToInt(GridScore::getTokenCount).sum(),
        scores.getLargestDose());
  }

  private void noteRefusal(StatusException thrown) {
    RemoteError error = StatusTranslator.read(thrown);
    String due = Integer.toString(done());
    if (error.code() != Status.Code.INVALID_ARGUMENT
        || !due.equals(error.metadata().get("item_id"))) {
      throw StatusTranslator.passOn(SERVICE, thrown);
    }
    answers.forEach(cell -> cell.add(reading.refused().apply(error.reason())));
  }

  private static SteermeshException outOfOrder(String what) {
    return new SteermeshException(ErrorReason.INTERNAL, SERVICE + " broke its contract: " + what);
  }
}
