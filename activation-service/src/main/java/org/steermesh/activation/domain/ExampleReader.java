package org.steermesh.activation.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.CaptureRequest;
import org.steermesh.engine.CapturedActivations;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.host.Refusals;

/**
 * Reads the same sites and positions of many examples.
 *
 * @param model whose activations
 * @param sites where
 * @param positions which tokens
 */
public record ExampleReader(LanguageModel model, List<Site> sites, Positions positions) {

  /** Copies the list. */
  public ExampleReader {
    sites = List.copyOf(sites);
  }

  /**
   * What came of a batch.
   *
   * @param read the activations of the examples before the first bad one, in order
   * @param refusal why the first bad one cannot be read, naming it; empty when there is none
   */
  public record Batch(List<CapturedActivations> read, Optional<SteermeshException> refusal) {

    /** Copies the list. */
    public Batch {
      read = List.copyOf(read);
    }
  }

  /** Reads a batch of examples in one go; an example that cannot be read costs only itself. */
  public Batch read(List<Example> examples, CancelSignal cancel) {
    List<CaptureRequest> requests = new ArrayList<>();
    Optional<SteermeshException> refusal = Optional.empty();
    for (Example example : examples) {
      try {
        requests.add(
            new CaptureRequest(example.input().encode(model), sites, positions, List.of()));
      } catch (EngineException e) {
        refusal = Optional.of(Refusals.of(e, "example", example.id()));
        break;
      }
    }
    try {
      return new Batch(requests.isEmpty() ? List.of() : model.capture(requests, cancel), refusal);
    } catch (EngineException e) {
      if (e.reason() == EngineReason.CANCELLED) {
        throw e;
      }
      return readOneByOne(examples, requests, refusal, cancel);
    }
  }

  /** The engine refuses a batch as a whole; read alone, the bad example shows itself. */
  private Batch readOneByOne(
      List<Example> examples,
      List<CaptureRequest> requests,
      Optional<SteermeshException> refusal,
      CancelSignal cancel) {
    List<CapturedActivations> read = new ArrayList<>();
    for (CaptureRequest request : requests) {
      try {
        read.addAll(model.capture(List.of(request), cancel));
      } catch (EngineException e) {
        if (e.reason() == EngineReason.CANCELLED) {
          throw e;
        }
        Example bad = examples.get(read.size());
        return new Batch(read, Optional.of(Refusals.of(e, "example", bad.id())));
      }
    }
    return new Batch(read, refusal);
  }
}
