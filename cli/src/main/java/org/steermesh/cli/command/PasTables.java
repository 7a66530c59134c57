package org.steermesh.cli.command;

import java.util.List;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.show.Table;
import org.steermesh.contract.protos.Sites;
import org.steermesh.vector.v1.PasRecipe;
import org.steermesh.vector.v1.TaskProtocol;
import org.steermesh.vector.v1.TaskView;
import org.steermesh.vector.v1.Version;
import org.steermesh.vector.v1.VersionSite;

/** What vectors of painless activation steering have of their own, for people. */
final class PasTables {

  private PasTables() {}

  static void addRecipe(Table table, Version version) {
    PasRecipe recipe = version.getPas();
    long answered = recipe.getRightCount() + recipe.getWrongCount();
    table
        .row("task", recipe.getTask())
        .row("protocol", protocol(recipe.getView()))
        .row(
            "answered",
            "%d of %d training items right (%.1f %%), %d wrong"
                .formatted(
                    recipe.getRightCount(),
                    answered,
                    100.0 * recipe.getRightCount() / answered,
                    recipe.getWrongCount()))
        .row(
            "sides",
            "%d positive, %d negative strings"
                .formatted(recipe.getPositiveCount(), recipe.getNegativeCount()));
    VersionSite first = version.getSites(0);
    if (first.hasReadSite()) {
      table.row(
          "read",
          "at the input of the block: for site %s at the output of block %d"
              .formatted(Sites.show(first.getSite()), first.getReadSite().getBlock()));
    }
    if (!recipe.getPrefixDigest().isEmpty()) {
      table.row("prefix", Shown.digest(recipe.getPrefixDigest()));
    }
    if (recipe.hasLabelShuffleSeed()) {
      table.row("labels", "shuffled by seed " + recipe.getLabelShuffleSeed());
    }
  }

  private static String protocol(TaskView view) {
    String name = view.getProtocol() == TaskProtocol.TASK_PROTOCOL_PAPER ? "paper" : "sound";
    String sizes =
        view.getMaxItems() > 0
            ? "at most %d items".formatted(view.getMaxItems())
            : "at most %d, %d and %d items"
                .formatted(view.getTrainCount(), view.getValidationCount(), view.getTestCount());
    return "%s, seed %d, %s%s"
        .formatted(name, view.getSeed(), sizes, view.getSplitByGroup() ? ", split by group" : "");
  }

  /** Versions of one build side by side. */
  static Table versions(List<Version> versions) {
    Table table =
        new Table()
            .words("METHOD")
            .words("VERSION")
            .numbers("POSITIVE")
            .numbers("NEGATIVE")
            .numbers("SITE")
            .numbers("|VECTOR|")
            .numbers("|ACTIVATION|");
    for (Version version : versions) {
      for (VersionSite site : version.getSitesList()) {
        table.row(
            VersionTables.method(version.getMethod()),
            Names.shortVersion(version.getName()),
            Long.toString(version.getPas().getPositiveCount()),
            Long.toString(version.getPas().getNegativeCount()),
            Sites.show(site.getSite()),
            Shown.decimal(site.getVectorNorm(), 3),
            Shown.decimal(site.getResidualMeanNorm(), 3));
      }
    }
    return table;
  }

  /** The vectors that a build has left out, in words. */
  static String empty(String method) {
    return method + " has no string on one side, and gave no version";
  }
}
