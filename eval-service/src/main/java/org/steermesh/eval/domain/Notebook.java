package org.steermesh.eval.domain;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.eval.domain.EvaluationStore.Claim;

/** What the steps of one study found so far, for whoever holds the claim on it. */
public final class Notebook {

  private final EvaluationStore store;
  private final Claim claim;
  private final Retry retry;
  private final Cancellation cancellation;
  private final SortedMap<String, Finding> findings;

  /** Opens the notebook of a study at {@code findings}. */
  public Notebook(
      EvaluationStore store,
      Claim claim,
      Retry retry,
      Cancellation cancellation,
      SortedMap<String, Finding> findings) {
    this.store = store;
    this.claim = claim;
    this.retry = retry;
    this.cancellation = cancellation;
    this.findings = new TreeMap<>(findings);
  }

  /** Id of the evaluation, the last part of its name. */
  public String id() {
    return claim.id();
  }

  /** What the step found; empty where it has not been done. */
  public <T extends Finding> Optional<T> find(String step, Class<T> kind) {
    return Optional.ofNullable(findings.get(step)).map(kind::cast);
  }

  /** What the step found, found now if it has not been done. */
  public <T extends Finding> T findOr(String step, Class<T> kind, Supplier<T> work) {
    return find(step, kind).orElseGet(() -> keep(step, work.get()));
  }

  /** Asks a service that is away, or full, again. */
  public <T> T ask(Supplier<T> question) {
    return retry.ask(question, cancellation);
  }

  /**
   * Keeps what a step found.
   *
   * @throws SteermeshException CANCELLED if the claim is lost
   */
  public <T extends Finding> T keep(String step, T finding) {
    if (!ask(() -> store.addFinding(claim, step, finding))) {
      throw new SteermeshException(
          ErrorReason.CANCELLED, "another replica has the evaluation, or it was deleted");
    }
    findings.put(step, finding);
    return finding;
  }
}
