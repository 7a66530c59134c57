package org.steermesh.cli.command;

import java.util.List;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.show.Table;
import org.steermesh.contract.protos.Sites;
import org.steermesh.type.v1.Nonlinearity;
import org.steermesh.type.v1.SaeKind;
import org.steermesh.vector.v1.CompareVectorsResponse;
import org.steermesh.vector.v1.ExplainVectorResponse;
import org.steermesh.vector.v1.ExplainedFeature;
import org.steermesh.vector.v1.SharedFeature;
import org.steermesh.vector.v1.SiteComparison;
import org.steermesh.vector.v1.SparseContent;
import org.steermesh.vector.v1.SparseRecipe;
import org.steermesh.vector.v1.SparseSides;
import org.steermesh.vector.v1.Version;

/** What only sparse vectors have, for a reader. */
final class SparseTables {

  private SparseTables() {}

  static String kind(SaeKind kind, int k) {
    return switch (kind) {
      case SAE_KIND_RELU -> "ReLU";
      case SAE_KIND_JUMP_RELU -> "JumpReLU";
      case SAE_KIND_TOP_K -> "TopK " + k;
      case SAE_KIND_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }

  private static String sides(SparseSides sides) {
    return switch (sides) {
      case SPARSE_SIDES_BOTH -> "both";
      case SPARSE_SIDES_POSITIVE -> "positive";
      case SPARSE_SIDES_NEGATIVE -> "negative";
      case SPARSE_SIDES_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }

  /** Rows of the table of a version's provenance. */
  static void addRecipe(Table table, SparseRecipe recipe) {
    table
        .row("SAE", Names.id(recipe.getSae()) + " " + Shown.digest(recipe.getSaeDigest()))
        .row(
            "SAE kind",
            "%s, %d features"
                .formatted(kind(recipe.getSaeKind(), recipe.getK()), recipe.getFeatureCount()))
        .row("tau", Double.toString(recipe.getTau()))
        .row("sides", sides(recipe.getSides()))
        .row(
            "sigma",
            recipe.getNonlinearity() == Nonlinearity.NONLINEARITY_RELU ? "ReLU" : "the SAE's own");
  }

  /** What a sparse version holds: its size, and what the filter saw of each side. */
  static Table content(SparseContent content) {
    return new Table()
        .words("SIDE")
        .numbers("ROWS")
        .numbers("EVER ACTIVE")
        .numbers("KEPT")
        .row(
            "positive",
            Long.toString(content.getPositiveRowCount()),
            Integer.toString(content.getPositiveActiveFeatureCount()),
            Integer.toString(content.getPositiveFeatureCount()))
        .row(
            "negative",
            Long.toString(content.getNegativeRowCount()),
            Integer.toString(content.getNegativeActiveFeatureCount()),
            Integer.toString(content.getNegativeFeatureCount()))
        .row("on both, dropped", "", "", Integer.toString(content.getSharedFeatureCount()))
        .row("support", "", "", Integer.toString(content.getSupportSize()));
  }

  /** Versions of one data set that differ in tau. */
  static Table versions(List<Version> versions) {
    Table table =
        new Table()
            .numbers("TAU")
            .words("VERSION")
            .numbers("SUPPORT")
            .numbers("POSITIVE")
            .numbers("NEGATIVE")
            .numbers("SUM OF |V|")
            .numbers("|DECODED|");
    for (Version version : versions) {
      SparseContent content = version.getSites(0).getSparse();
      table.row(
          Double.toString(version.getSparse().getTau()),
          Names.shortVersion(version.getName()),
          Integer.toString(content.getSupportSize()),
          Integer.toString(content.getPositiveFeatureCount()),
          Integer.toString(content.getNegativeFeatureCount()),
          Shown.decimal(content.getL1Norm(), 3),
          Shown.decimal(version.getSites(0).getVectorNorm(), 3));
    }
    return table;
  }

  /** The features of a version, by their share of the L1 norm. */
  static Table features(ExplainVectorResponse explained) {
    SparseContent content =
        explained.getVersion().getSitesCount() == 0
            ? SparseContent.getDefaultInstance()
            : explained.getVersion().getSites(0).getSparse();
    Table table =
        new Table()
            .numbers("FEATURE")
            .numbers("VALUE")
            .numbers("SHARE")
            .numbers("SUM")
            .numbers("POSITIVE ROWS")
            .numbers("NEGATIVE ROWS");
    for (ExplainedFeature feature : explained.getFeaturesList()) {
      table.row(
          Integer.toString(feature.getFeature()),
          Shown.decimal(feature.getValue(), 4),
          percent(feature.getShare()),
          percent(feature.getCumulativeShare()),
          feature.getPositiveActiveCount() + " of " + content.getPositiveRowCount(),
          feature.getNegativeActiveCount() + " of " + content.getNegativeRowCount());
    }
    return table;
  }

  /** The features whose decoder rows lie near a vector. */
  static Table nearFeatures(ExplainVectorResponse explained) {
    Table table =
        new Table().numbers("NEAR FEATURE").numbers("COSINE AT " + Sites.show(explained.getSite()));
    explained
        .getNearFeaturesList()
        .forEach(near ->
            table.row(Integer.toString(near.getFeature()), Shown.decimal(near.getCosine(), 4)));
    return table;
  }

  /** Two versions, site by site. */
  static Table comparison(CompareVectorsResponse compared) {
    Table table =
        new Table()
            .numbers("SITE")
            .numbers("COSINE")
            .numbers("|FIRST|")
            .numbers("|SECOND|")
            .numbers("SHARED FEATURES")
            .numbers("JACCARD")
            .numbers("COSINE OF FEATURES");
    for (SiteComparison site : compared.getSitesList()) {
      var sparse = site.getSparse();
      table.row(
          Sites.show(site.getSite()),
          Shown.decimal(site.getCosine(), 4),
          Shown.decimal(site.getFirstNorm(), 3),
          Shown.decimal(site.getSecondNorm(), 3),
          site.hasSparse()
              ? sparse.getSharedFeatureCount() + " of " + sparse.getUnionFeatureCount()
              : "",
          site.hasSparse() ? Shown.decimal(sparse.getJaccard(), 4) : "",
          site.hasSparse() ? Shown.decimal(sparse.getCosine(), 4) : "");
    }
    return table;
  }

  /** The features that two versions share, of all sites. */
  static Table shared(CompareVectorsResponse compared) {
    Table table =
        new Table().numbers("SITE").numbers("FEATURE").numbers("IN FIRST").numbers("IN SECOND");
    for (SiteComparison site : compared.getSitesList()) {
      for (SharedFeature feature : site.getSparse().getTopFeaturesList()) {
        table.row(
            Sites.show(site.getSite()),
            Integer.toString(feature.getFeature()),
            Shown.decimal(feature.getFirstValue(), 4),
            Shown.decimal(feature.getSecondValue(), 4));
      }
    }
    return table;
  }

  private static String percent(double share) {
    return Shown.decimal(100 * share, 1) + " %";
  }
}
