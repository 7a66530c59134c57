package org.steermesh.eval.domain;

import java.time.Duration;
import java.util.Optional;
import org.steermesh.contract.PageRequest;
import org.steermesh.eval.domain.Evaluation.Failure;
import org.steermesh.eval.domain.Evaluation.State;

/**
 * Keeps evaluations. Every method takes effect as a whole or not at all.
 *
 * <p>A replica that works on an evaluation holds a claim, which ends when it is not renewed in
 * time. Only the holder may add to the evaluation.
 */
public interface EvaluationStore {

  /** What became of a new evaluation. */
  enum Creation {
    /** It is kept and waits. */
    CREATED,
    /** An equal one is there. */
    SAME,
    /** Its id names another one. */
    OTHER,
    /** Too many wait. */
    FULL
  }

  /** What became of a claim. */
  enum Renewal {
    /** It holds on. */
    HELD,
    /** It holds on, and the caller wants the evaluation stopped. */
    CANCEL_ASKED,
    /** It is someone else's, or the evaluation is gone. */
    LOST
  }

  /** What a deletion found. */
  enum Deletion {
    /** It is gone. */
    DELETED,
    /** There was none. */
    MISSING,
    /** It has not ended. */
    UNFINISHED
  }

  /**
   * The right to work on one evaluation.
   *
   * @param id of the evaluation
   * @param holder who holds it; unique for every claim
   */
  record Claim(String id, String holder) {}

  /** Keeps a new evaluation, unless {@code mostWaiting} are unfinished. */
  Creation create(String id, Declaration declaration, Subject subject, int mostWaiting);

  /** The evaluation with its results. */
  Optional<Evaluation> find(String id);

  /** Evaluations, newest first. */
  PageRequest.Page<Evaluation> list(PageRequest page);

  /** Takes the evaluation that waits longest, if one waits. */
  Optional<Claim> claim(Duration lease);

  /** Renews a claim. */
  Renewal renew(Claim claim, Duration lease);

  /** Gives an evaluation back, to be claimed by another replica at once. */
  void release(Claim claim);

  /** Adds a cell; {@code false} if the claim is lost. */
  boolean addCell(Claim claim, int index, CellResult result);

  /** Keeps what a step of a study found; {@code false} if the claim is lost. */
  boolean addFinding(Claim claim, String step, Finding finding);

  /** Ends an evaluation; {@code false} if the claim is lost. */
  boolean finish(Claim claim, State state, Optional<Failure> failure);

  /** Stops an evaluation: at once when it waits, otherwise by way of its holder. */
  Optional<State> cancel(String id);

  /** Deletes an evaluation that has ended. */
  Deletion delete(String id);

  /** Whether its operation was deleted. */
  boolean isOperationDeleted(String id);

  /** Deletes the operation of an evaluation that has ended; the evaluation stays. */
  Deletion deleteOperation(String id);
}
