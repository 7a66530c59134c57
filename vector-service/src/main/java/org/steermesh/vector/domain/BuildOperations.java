package org.steermesh.vector.domain;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.FieldViolation;
import org.steermesh.contract.OperationName;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;
import org.steermesh.vector.domain.task.TaskCatalog;

/** The rules for builds: what is checked before one is accepted, and how it is followed. */
public final class BuildOperations {

  private static final Duration RETRY = Duration.ofSeconds(5);

  /**
   * The rooms around a build.
   *
   * @param datasets where its data is
   * @param tasks how multiple-choice items are split
   * @param operations where it is kept
   * @param activations what it reads
   */
  public record Surroundings(
      DatasetCatalog datasets,
      TaskCatalog tasks,
      OperationStore operations,
      ActivationReader activations) {}

  private final Surroundings around;
  private final int mostUnfinished;
  private final Runnable wakeWorkers;
  private final Clock clock;

  /**
   * Works in its surroundings.
   *
   * @param mostUnfinished builds, over all replicas, beyond which another is refused
   * @param wakeWorkers called when there is something to do
   */
  public BuildOperations(
      Surroundings around, int mostUnfinished, Runnable wakeWorkers, Clock clock) {
    this.around = around;
    this.mostUnfinished = mostUnfinished;
    this.wakeWorkers = wakeWorkers;
    this.clock = clock;
  }

  /**
   * Accepts a build.
   *
   * @throws SteermeshException FIELD_INVALID, DATASET_NOT_FOUND, MODEL_NOT_FOUND, SAE_NOT_FOUND,
   *     SAE_INVALID, SAE_OF_OTHER_MODEL, SAE_OF_OTHER_SITE, SITE_OUTSIDE_MODEL, SITE_REQUIRED,
   *     DATASET_KIND_MISMATCH, PART_EMPTY, QUEUE_FULL
   */
  public BuildOperation start(BuildRequest request) {
    BuildOperation operation =
        new BuildOperation("build-" + UUID.randomUUID(), plan(request), 0, clock.instant(), null);
    if (!around.operations().create(operation, mostUnfinished)) {
      throw new SteermeshException(
              ErrorReason.QUEUE_FULL,
              mostUnfinished + " builds are unfinished, which is all that may wait")
          .with("limit", Integer.toString(mostUnfinished))
          .retryAfter(RETRY);
    }
    wakeWorkers.run();
    return operation;
  }

  private BuildPlan plan(BuildRequest request) {
    Dataset dataset = around.datasets().get(request.dataset());
    if (request.pas() != null) {
      return new PasPlanning(around.tasks()).plan(request, request.pas(), dataset, model(request));
    }
    DatasetCatalog.checkHoldsPairs(dataset);
    int first = checkedFirst(request.range(), dataset);
    int rest = dataset.itemCount() - first;
    long wanted = request.range().count();
    ModelFacts model = model(request);
    SparsePlan sparse =
        request.sparse() == null
            ? null
            : new SparsePlanning(around.activations()).plan(request.sparse(), model);
    List<Site> wantedSites =
        sparse == null
            ? request.sites()
            : List.of(SparsePlanning.site(sparse.sae(), request.sites()));
    List<Site> sites = checkedSites(wantedSites, model);
    return new BuildPlan(
        request.vector().id(),
        dataset,
        first,
        wanted == 0 ? rest : (int) Math.min(rest, wanted),
        model,
        request.method(),
        sites,
        checkedDefault(request.defaultSite(), sites),
        request.readPositions(),
        request.layout(),
        request.labels(),
        request.storedDtype(),
        sparse,
        null);
  }

  private ModelFacts model(BuildRequest request) {
    return around.activations().describe(request.model());
  }

  private static int checkedFirst(BuildRequest.ItemRange range, Dataset dataset) {
    if (range.first() >= dataset.itemCount()) {
      throw SteermeshException.ofField(
          "first_item",
          "%d is past the end: the data set has items 0 to %d"
              .formatted(range.first(), dataset.itemCount() - 1));
    }
    return (int) range.first();
  }

  static List<Site> checkedSites(List<Site> wanted, ModelFacts model) {
    if (wanted.isEmpty()) {
      List<Site> all = new ArrayList<>();
      for (int block = 0; block < model.blocks(); block++) {
        all.add(new Site(block, Target.RESIDUAL));
      }
      return all;
    }
    List<FieldViolation> violations = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      int block = wanted.get(i).block();
      if (block < 0 || block >= model.blocks()) {
        violations.add(
            new FieldViolation(
                "sites[" + i + "].block",
                "block %d is outside %s, which has blocks 0 to %d"
                    .formatted(block, model.name(), model.blocks() - 1)));
      }
    }
    if (!violations.isEmpty()) {
      throw new SteermeshException(
              ErrorReason.SITE_OUTSIDE_MODEL, violations.getFirst().description())
          .withViolations(violations)
          .with("model", model.name())
          .with("blocks", Integer.toString(model.blocks()));
    }
    return List.copyOf(new TreeSet<>(wanted));
  }

  static @Nullable Site checkedDefault(@Nullable Site wanted, List<Site> sites) {
    if (wanted != null && !sites.contains(wanted)) {
      throw new SteermeshException(
              ErrorReason.VECTOR_SITE_MISSING,
              "default_site: %s is not among the sites that are read: %s"
                  .formatted(
                      wanted, sites.stream().map(Site::toString).collect(Collectors.joining(", "))))
          .with("site", wanted.toString());
    }
    return wanted;
  }

  /** The build of a name. */
  public BuildOperation get(OperationName name) {
    return around.operations().find(name.id()).orElseThrow(() -> notFound(name));
  }

  /** Builds by id. */
  public PageRequest.Page<BuildOperation> list(PageRequest page) {
    return around.operations().list(page);
  }

  /** Asks a build to stop; one that has ended stays as it is. */
  public void cancel(OperationName name) {
    if (around.operations().cancel(name.id(), cancelled()) == OperationStore.Change.ABSENT) {
      throw notFound(name);
    }
  }

  /** Forgets a build that has ended. */
  public void delete(OperationName name) {
    switch (around.operations().delete(name.id())) {
      case DONE -> {}
      case ABSENT -> throw notFound(name);
      case REFUSED ->
          throw new SteermeshException(
                  ErrorReason.OPERATION_RUNNING, name + " has not ended; cancel it first")
              .with("operation", name.toString());
    }
  }

  static BuildOperation.Outcome.Failed cancelled() {
    return BuildOperation.Outcome.Failed.of(
        new SteermeshException(ErrorReason.CANCELLED, "the build was cancelled"));
  }

  private static SteermeshException notFound(OperationName name) {
    return new SteermeshException(ErrorReason.OPERATION_NOT_FOUND, name + " does not exist")
        .with("operation", name.toString());
  }
}
