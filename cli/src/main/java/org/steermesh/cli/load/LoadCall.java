package org.steermesh.cli.load;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GenerationSummary;
import org.steermesh.type.v1.SteeringReceipt;

/** One call as its reader sees it. For one thread. */
final class LoadCall {

  /** How products are rounded depends on what else runs, by so much of a dose at most. */
  private static final double DOSE_TOLERANCE = 1e-2;

  private final int leaveAfter;
  private final long sent = System.nanoTime();
  private final List<Long> arrivals = new ArrayList<>();
  private final List<Integer> ids = new ArrayList<>();
  private GenerationSummary summary = GenerationSummary.getDefaultInstance();
  private long ended;
  private String failure = "";

  /** Left by its reader after so many tokens. */
  LoadCall(int leaveAfter) {
    this.leaveAfter = leaveAfter;
  }

  void read(Iterator<GenerateResponse> events) {
    if (leaveAfter == 0) {
      failure = "left";
      return;
    }
    while (events.hasNext()) {
      GenerateResponse event = events.next();
      if (event.hasToken()) {
        ids.add(event.getToken().getId());
        arrivals.add(System.nanoTime());
      } else if (event.hasSummary()) {
        summary = event.getSummary();
      }
      if (ids.size() >= leaveAfter) {
        failure = "left";
        return;
      }
    }
    ended = System.nanoTime();
  }

  /** Ends it with a status. */
  void fail(String status) {
    failure = status;
  }

  /** Why it did not end well; empty where it did. */
  String failure() {
    return failure;
  }

  int inputTokens() {
    return summary.getInputTokenCount();
  }

  int generatedTokens() {
    return ids.size();
  }

  /** When tokens came, in nanoseconds after it was sent. */
  List<Long> arrivals() {
    return arrivals.stream().map(at -> at - sent).toList();
  }

  /** How long it took, where it ended well. */
  long nanos() {
    return ended - sent;
  }

  /**
   * Whether it is what the same request was alone: the same tokens, as far as they came, and where
   * it ended well the same done by the same versions.
   */
  boolean isLike(LoadCall alone) {
    int count = failure.isEmpty() ? alone.ids.size() : Math.min(ids.size(), alone.ids.size());
    return ids.equals(alone.ids.subList(0, count))
        && (!failure.isEmpty() || isLike(alone.summary.getReceipt()));
  }

  private boolean isLike(SteeringReceipt alone) {
    SteeringReceipt own = summary.getReceipt();
    boolean like = !summary.hasUnsteered() && own.getEntriesCount() == alone.getEntriesCount();
    for (int i = 0; like && i < own.getEntriesCount(); i++) {
      like = isLike(own.getEntries(i), alone.getEntries(i));
    }
    return like;
  }

  private static boolean isLike(SteeringReceipt.Entry one, SteeringReceipt.Entry other) {
    return one.getVersion().equals(other.getVersion())
        && one.getSite().equals(other.getSite())
        && one.getStrength() == other.getStrength()
        && one.getPromptTokenCount() == other.getPromptTokenCount()
        && one.getGeneratedTokenCount() == other.getGeneratedTokenCount()
        && one.getExcludedTokenCount() == other.getExcludedTokenCount()
        && Math.abs(one.getMeanDose() - other.getMeanDose())
            <= DOSE_TOLERANCE * other.getMeanDose();
  }
}
