package org.steermesh.vector.domain;

import java.util.List;
import java.util.stream.IntStream;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.FieldViolation;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;
import org.steermesh.vector.domain.task.TaskCatalog;
import org.steermesh.vector.domain.task.TaskSplit;
import org.steermesh.vector.domain.task.TaskView;

/** Checks a wish for painless activation steering, and leaves nothing of it open. */
final class PasPlanning {

  private final TaskCatalog tasks;

  PasPlanning(TaskCatalog tasks) {
    this.tasks = tasks;
  }

  /**
   * The plan of a wish.
   *
   * @throws SteermeshException DATASET_KIND_MISMATCH, PART_EMPTY, SITE_OUTSIDE_MODEL,
   *     VECTOR_SITE_MISSING
   */
  BuildPlan plan(BuildRequest request, PasParameters pas, Dataset dataset, ModelFacts model) {
    TaskSplit split = tasks.split(dataset, pas.view(), TaskView.Part.TRAIN);
    List<Site> sites = sites(request.sites(), pas.view().protocol(), model);
    return new BuildPlan(
        request.vector().id(),
        dataset,
        0,
        split.train().length,
        model,
        request.method(),
        sites,
        BuildOperations.checkedDefault(request.defaultSite(), sites),
        request.readPositions(),
        request.layout(),
        request.labels(),
        request.storedDtype(),
        null,
        pas);
  }

  private static List<Site> sites(List<Site> wanted, TaskView.Protocol protocol, ModelFacts model) {
    int lowest =
        switch (protocol) {
          case PAPER -> 1;
          case SOUND -> 0;
        };
    List<Site> named =
        wanted.isEmpty()
            ? IntStream.range(lowest, model.blocks())
                .mapToObj(block -> new Site(block, Target.RESIDUAL))
                .toList()
            : wanted;
    List<Site> sites = BuildOperations.checkedSites(named, model);
    Site lowestResidual = new Site(0, Target.RESIDUAL);
    if (lowest > 0 && sites.contains(lowestResidual)) {
      String message =
          "%s is read at the input of block 0 under the paper's protocol, which is the embedding and no"
                  .formatted(lowestResidual)
              + " site; use blocks 1 to %d, or the sound protocol".formatted(model.blocks() - 1);
      throw new SteermeshException(ErrorReason.SITE_OUTSIDE_MODEL, message)
          .withViolations(
              List.of(
                  new FieldViolation(
                      "sites[" + named.indexOf(lowestResidual) + "].block", message)))
          .with("model", model.name())
          .with("blocks", Integer.toString(model.blocks()));
    }
    return sites;
  }
}
