package org.steermesh.cli.command;

import java.util.List;
import java.util.Locale;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.show.Table;
import org.steermesh.contract.protos.Sites;
import org.steermesh.vector.v1.BuildMethod;
import org.steermesh.vector.v1.ExplainVectorResponse;
import org.steermesh.vector.v1.Version;

/** A version for a reader: where it comes from, then what it holds. */
final class VersionTables {

  private VersionTables() {}

  static List<Table> of(Version version) {
    return version.hasSparse()
        ? List.of(
            provenance(version),
            sites(version),
            SparseTables.content(version.getSites(0).getSparse()))
        : List.of(provenance(version), sites(version));
  }

  /** The same of a sparse version, with its features. */
  static List<Table> of(Version version, ExplainVectorResponse explained) {
    return List.of(
        provenance(version),
        sites(version),
        SparseTables.content(version.getSites(0).getSparse()),
        SparseTables.features(explained));
  }

  static String method(BuildMethod method) {
    return switch (method) {
      case BUILD_METHOD_MEAN_DIFFERENCE -> "mean difference";
      case BUILD_METHOD_SAS -> "SAS";
      case BUILD_METHOD_PASF -> "PASf";
      case BUILD_METHOD_IPASA -> "iPASa";
      case BUILD_METHOD_IPASWO -> "iPASwo";
      case BUILD_METHOD_IMPORTED -> "imported";
      case BUILD_METHOD_COMPOSED -> "composed";
      case BUILD_METHOD_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }

  private static Table provenance(Version version) {
    Table table =
        new Table()
            .words("FIELD")
            .words("VALUE")
            .row("version", Names.shortVersion(version.getName()))
            .row("digest", version.getDigest())
            .row("behaviour", version.getBehaviour())
            .row("method", method(version.getMethod()))
            .row("state", state(version))
            .row(
                "description",
                version.getDescription().isEmpty() ? "none" : version.getDescription())
            .row(
                "model",
                version.getModel()
                    + " "
                    + Shown.digest(version.getModelFingerprint().getWeightsDigest()))
            .row(
                "default site",
                version.hasDefaultSite() ? Sites.show(version.getDefaultSite()) : "none")
            .row("size", size(version))
            .row("code", version.getCodeVersion())
            .row("built", Shown.time(version.getCreateTime()));
    version
        .getSitesList()
        .forEach(site ->
            table.row(
                "floats at " + Sites.show(site.getSite()),
                "SHA-256 " + Shown.digest(site.getPayloadDigest())));
    addOrigin(table, version);
    if (version.hasSparse()) {
      SparseTables.addRecipe(table, version.getSparse());
    }
    if (version.hasPas()) {
      PasTables.addRecipe(table, version);
    }
    version.getLabelsMap().forEach((key, value) -> table.row("label " + key, value));
    return table;
  }

  /** Of a sparse version, whose counts and features are whole numbers, without a dtype. */
  private static String size(Version version) {
    return version.hasSparse()
        ? version.getSizeBytes() + " bytes"
        : version.getSizeBytes()
            + " bytes, stored as "
            + StoredDtypeOption.title(version.getStoredDtype());
  }

  private static String state(Version version) {
    String name = version.getState().name().substring("VERSION_STATE_".length());
    String tags =
        version.getTagsCount() == 0 ? "" : "; tags " + String.join(", ", version.getTagsList());
    String actor = version.getStateActor().isEmpty() ? "" : " by " + version.getStateActor();
    return name.toLowerCase(Locale.ROOT) + actor + tags;
  }

  /** A data set, a file, or other versions. */
  private static void addOrigin(Table table, Version version) {
    if (version.hasImported()) {
      table.row("file", version.getImported().getFileName());
      table.row("file digest", Shown.digest(version.getImported().getFileDigest()));
    }
    version
        .getComposed()
        .getTermsList()
        .forEach(term ->
            table.row(
                "term",
                Names.shortVersion(term.getVersion())
                    + " times "
                    + Shown.significant(term.getWeight())));
    version
        .getComposed()
        .getOrthogonalToList()
        .forEach(each -> table.row("without", Names.shortVersion(each.getVersion())));
    if (!version.getDataset().isEmpty()) {
      table.row("data set", version.getDataset() + " " + Shown.digest(version.getDatasetDigest()));
      table.row(
          version.hasPas() ? "items" : "pairs",
          version.hasPas()
              ? version.getPairCount() + " of the training part"
              : version.getPairCount() + " from item " + version.getFirstItem());
    }
  }

  private static Table sites(Version version) {
    Table table = new Table().numbers("SITE").numbers("|VECTOR|").numbers("|ACTIVATION|");
    version
        .getSitesList()
        .forEach(site ->
            table.row(
                Sites.show(site.getSite()),
                Shown.decimal(site.getVectorNorm(), 3),
                Shown.decimal(site.getResidualMeanNorm(), 3)));
    return table;
  }
}
