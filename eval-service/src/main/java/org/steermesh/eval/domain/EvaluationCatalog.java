package org.steermesh.eval.domain;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.Gate;

/** The rules of creating, finding and removing evaluations. */
public final class EvaluationCatalog {

  private static final Duration QUEUE_DELAY = Duration.ofSeconds(5);

  private final EvaluationStore store;
  private final Library library;
  private final int mostWaiting;
  private final String codeVersion;

  /**
   * @param mostWaiting unfinished evaluations above which a new one is refused
   * @param codeVersion kept with every evaluation
   */
  public EvaluationCatalog(
      EvaluationStore store, Library library, int mostWaiting, String codeVersion) {
    this.store = store;
    this.library = library;
    this.mostWaiting = mostWaiting;
    this.codeVersion = codeVersion;
  }

  /** Resolves the names of {@code draft} and queues it; an equal one of the same id is the same. */
  public Evaluation create(Draft draft) {
    Library.Model model = library.model(draft.model());
    Declaration declaration = resolved(draft.resolve(model, library::version), model);
    requireFeatures(declaration.steering().arms());
    Subject subject = subject(draft, declaration, model);
    String id = draft.id().orElseGet(EvaluationCatalog::newId);
    return switch (store.create(id, declaration, subject, mostWaiting)) {
      case CREATED, SAME -> get(id);
      case OTHER ->
          throw new SteermeshException(
                  ErrorReason.EVALUATION_EXISTS,
                  "evaluations/" + id + " was declared otherwise; choose another id, or delete it")
              .with("evaluation", "evaluations/" + id);
      case FULL ->
          throw new SteermeshException(
                  ErrorReason.QUEUE_FULL, mostWaiting + " evaluations wait, no more are allowed")
              .retryAfter(QUEUE_DELAY);
    };
  }

  /** The evaluation with its results. */
  public Evaluation get(String id) {
    return store.find(id).orElseThrow(() -> notFound(id));
  }

  /** The evaluation, which must have succeeded. */
  public Evaluation succeeded(String id) {
    Evaluation evaluation = get(id);
    if (evaluation.progress().state() != Evaluation.State.SUCCEEDED) {
      throw new SteermeshException(
              ErrorReason.EVALUATION_UNFINISHED,
              evaluation.name()
                  + " is "
                  + evaluation.progress().state()
                  + "; a report needs SUCCEEDED")
          .with("evaluation", evaluation.name());
    }
    return evaluation;
  }

  /** Evaluations, newest first. */
  public PageRequest.Page<Evaluation> list(PageRequest page) {
    return store.list(page);
  }

  /** Deletes an evaluation that has ended. */
  public void delete(String id) {
    switch (store.delete(id)) {
      case DELETED -> {}
      case MISSING -> throw notFound(id);
      case UNFINISHED ->
          throw new SteermeshException(
                  ErrorReason.EVALUATION_RUNNING,
                  "evaluations/" + id + " has not ended; cancel operations/" + id + " first")
              .with("evaluation", "evaluations/" + id);
    }
  }

  /** The evaluation behind an operation. */
  public Evaluation operation(String id) {
    if (store.isOperationDeleted(id)) {
      throw operationNotFound(id);
    }
    return store.find(id).orElseThrow(() -> operationNotFound(id));
  }

  /** Evaluations whose operation is kept, newest first. */
  public PageRequest.Page<Evaluation> listOperations(PageRequest page) {
    PageRequest.Page<Evaluation> all = store.list(page);
    List<Evaluation> kept =
        all.items().stream()
            .filter(evaluation -> !store.isOperationDeleted(evaluation.id()))
            .toList();
    return new PageRequest.Page<>(kept, all.nextToken());
  }

  /** Asks for an operation to be stopped; one that has ended stays as it is. */
  public void cancelOperation(String id) {
    Optional<Evaluation.State> state = store.cancel(id);
    if (state.isEmpty()) {
      throw operationNotFound(id);
    }
  }

  /** Deletes an operation that has ended; its evaluation stays. */
  public void deleteOperation(String id) {
    switch (store.deleteOperation(id)) {
      case DELETED -> {}
      case MISSING -> throw operationNotFound(id);
      case UNFINISHED ->
          throw new SteermeshException(
                  ErrorReason.OPERATION_RUNNING,
                  "operations/" + id + " is not done; cancel it first")
              .with("operation", "operations/" + id);
    }
  }

  private Declaration resolved(Declaration declaration, Library.Model model) {
    return declaration.steering() instanceof Study study
        ? declaration.with(study.resolved(model, library::dataset))
        : declaration;
  }

  private void requireFeatures(List<Arm> arms) {
    Set<Gate> seen = new HashSet<>();
    for (Arm arm : arms) {
      arm.gate().filter(seen::add).ifPresent(gate -> requireFeature(arm.label(), gate));
    }
  }

  private void requireFeature(String arm, Gate gate) {
    if (gate.feature().isEmpty()) {
      return;
    }
    int feature = gate.feature().get();
    Library.Features held = library.features(gate.vector(), gate.site());
    if (held.coupled()) {
      throw SteermeshException.ofField(
          ErrorReason.VECTOR_KIND_MISMATCH,
          "declaration",
          "the gate of arm '%s': %s is of a TopK autoencoder: a gate cannot look at one of its features"
              .formatted(arm, gate.vector()));
    }
    if (held.all().isPresent() && !held.all().get().contains(feature)) {
      throw SteermeshException.ofField(
          "declaration",
          "the gate of arm '%s' looks at feature %d, which is none of the %d of %s"
              .formatted(arm, feature, held.all().get().size(), gate.vector()));
    }
  }

  private Subject subject(Draft draft, Declaration declaration, Library.Model model) {
    Subject.Questions first = questions(draft.items(), draft.field() + "first_item");
    Optional<Subject.Questions> second =
        declaration.steering() instanceof Steering.Composition composition
            ? Optional.of(
                questions(
                    composition.secondItems(), "declaration.composition.second_items.first_item"))
            : Optional.empty();
    return new Subject(
        declaration.steering() instanceof Study study ? study.title() : first.behaviour(),
        model.fingerprint(),
        first.datasetDigest(),
        first.itemCount(),
        codeVersion,
        second,
        sparse(draft, declaration));
  }

  private Map<String, SparseFacts> sparse(Draft draft, Declaration declaration) {
    Map<String, SparseFacts> facts = new TreeMap<>();
    if (draft.plan() instanceof Draft.Comparison comparison) {
      for (Arm arm : declaration.steering().arms()) {
        if (library.version(arm.vector()).sparse()) {
          facts.put(arm.label(), library.sparse(arm.vector(), arm.site(), comparison.topCount()));
        }
      }
    }
    return facts;
  }

  private Subject.Questions questions(Declaration.Items items, String field) {
    if (items.dataset().isEmpty()) {
      // A study that brings its own items.
      return new Subject.Questions("", "", Math.toIntExact(items.count()));
    }
    Library.Dataset dataset = library.dataset(items.dataset());
    long rest = dataset.itemCount() - items.first();
    if (rest <= 0) {
      throw SteermeshException.ofField(
          field,
          items.first() + " is past the end: " + dataset.name() + " has " + dataset.itemCount());
    }
    return new Subject.Questions(
        dataset.behaviour(),
        dataset.digest(),
        Math.toIntExact(items.count() == 0 ? rest : Math.min(rest, items.count())));
  }

  private static String newId() {
    return "sweep-" + UUID.randomUUID().toString().substring(0, 13);
  }

  private static SteermeshException notFound(String id) {
    return new SteermeshException(
            ErrorReason.EVALUATION_NOT_FOUND, "evaluations/" + id + " does not exist")
        .with("evaluation", "evaluations/" + id);
  }

  private static SteermeshException operationNotFound(String id) {
    return new SteermeshException(
            ErrorReason.OPERATION_NOT_FOUND, "operations/" + id + " does not exist")
        .with("operation", "operations/" + id);
  }
}
