package org.steermesh.vector.api;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VersionName;
import org.steermesh.contract.protos.SaeProtos;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.Nonlinearity;
import org.steermesh.contract.type.PositionRule;
import org.steermesh.vector.domain.PasRecipe;
import org.steermesh.vector.domain.Provenance;
import org.steermesh.vector.domain.SparseContent;
import org.steermesh.vector.domain.SparseRecipe;
import org.steermesh.vector.domain.StoredDtype;
import org.steermesh.vector.domain.Version;
import org.steermesh.vector.domain.VersionSite;
import org.steermesh.vector.domain.VersionStatus;
import org.steermesh.vector.domain.VersionText;
import org.steermesh.vector.domain.file.InvalidFile;
import org.steermesh.vector.domain.file.VectorFileFormat;

/** Versions as proto3 JSON of the contract's own message, and back. */
@Singleton
final class VersionMessages implements VersionText {

  private static final int LARGEST_TEXT = 1 << 20;

  @Override
  public String write(Version version) {
    // A bundle is what never changes.
    var sent = VectorProtos.version(version.with(VersionStatus.NEW)).toBuilder();
    // What follows from the payload is not said again; earlier services would not know it.
    sent.getSitesBuilderList().forEach(site -> site.clearPayloadDigest());
    sent.clearState().clearSizeBytes();
    if (version.storedDtype() == StoredDtype.F32) {
      sent.clearStoredDtype();
    }
    try {
      return JsonFormat.printer().print(sent) + "\n";
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a version without Any is always JSON", e);
    }
  }

  @Override
  public Version read(String text) {
    if (text.length() > LARGEST_TEXT) {
      throw invalid("its version.json is too large");
    }
    var said = org.steermesh.vector.v1.Version.newBuilder();
    try {
      JsonFormat.parser().merge(text, said);
    } catch (InvalidProtocolBufferException e) {
      throw invalid("its version.json is not a version of the contract").causedBy(e);
    }
    try {
      return version(said.build());
    } catch (SteermeshException | ArithmeticException e) {
      throw invalid("its version.json is not a version of the contract: " + e.getMessage())
          .causedBy(e);
    }
  }

  private static Version version(org.steermesh.vector.v1.Version said) {
    VersionClaims.check(said);
    List<VersionSite> sites = said.getSitesList().stream().map(VersionMessages::site).toList();
    for (int i = 1; i < sites.size(); i++) {
      if (sites.get(i).site().compareTo(sites.get(i - 1).site()) <= 0) {
        throw invalid("its sites are not in order");
      }
    }
    VersionName name = VersionName.parse("name", said.getName());
    return new Version(
        name.vector().id(),
        said.getDigest(),
        Instant.ofEpochSecond(said.getCreateTime().getSeconds(), said.getCreateTime().getNanos())
            .truncatedTo(ChronoUnit.MILLIS),
        said.getWidth(),
        sites,
        said.hasDefaultSite() ? TypeProtos.site("default_site", said.getDefaultSite()) : null,
        provenance(said),
        BuildProtos.labels(said.getLabelsMap()));
  }

  private static Provenance provenance(org.steermesh.vector.v1.Version said) {
    return new Provenance(
        said.getModel(),
        TypeProtos.fingerprint(said.getModelFingerprint()),
        VectorProtos.method(said.getMethod()),
        said.hasReadPositions()
            ? TypeProtos.positions(
                "read_positions", said.getReadPositions(), PositionRule.ANSWER_LETTER)
            : null,
        said.hasLayout() ? TypeProtos.layout("layout", said.getLayout()) : null,
        new Provenance.DataUsed(
            said.getDataset(),
            said.getDatasetDigest(),
            said.getBehaviour(),
            Math.toIntExact(said.getFirstItem()),
            Math.toIntExact(said.getPairCount())),
        said.getCodeVersion(),
        said.hasSparse() ? sparse(said.getSparse()) : null,
        said.hasPas() ? pas(said.getPas()) : null,
        said.hasImported() ? FileProtos.recipe(said.getImported()) : null,
        said.hasComposed() ? CompositionProtos.recipe(said.getComposed()) : null,
        VectorProtos.dtype("stored_dtype", said.getStoredDtype()));
  }

  private static VersionSite site(org.steermesh.vector.v1.VersionSite said) {
    return new VersionSite(
        TypeProtos.site("sites", said.getSite()),
        said.getVectorNorm(),
        said.getResidualMeanNorm(),
        "",
        said.hasSparse() ? content(said.getSparse()) : null);
  }

  private static SparseContent content(org.steermesh.vector.v1.SparseContent said) {
    return new SparseContent(
        said.getSupportSize(),
        said.getPositiveFeatureCount(),
        said.getL1Norm(),
        new SparseContent.Side(said.getPositiveRowCount(), said.getPositiveActiveFeatureCount()),
        new SparseContent.Side(said.getNegativeRowCount(), said.getNegativeActiveFeatureCount()),
        said.getSharedFeatureCount(),
        said.getRowCount());
  }

  private static SparseRecipe sparse(org.steermesh.vector.v1.SparseRecipe said) {
    return new SparseRecipe(
        said.getSae(),
        said.getSaeDigest(),
        SaeProtos.kind("sparse.sae_kind", said.getSaeKind()),
        said.getFeatureCount(),
        said.getK(),
        said.getTau(),
        SparseProtos.sides(said.getSides()),
        SaeProtos.nonlinearity("sparse.nonlinearity", said.getNonlinearity(), Nonlinearity.OWN));
  }

  private static PasRecipe pas(org.steermesh.vector.v1.PasRecipe said) {
    return new PasRecipe(
        said.getTask(),
        TaskProtos.view("pas.view", said.getView()),
        new PasRecipe.Answers(
            Math.toIntExact(said.getRightCount()), Math.toIntExact(said.getWrongCount())),
        new PasRecipe.Sides(
            Math.toIntExact(said.getPositiveCount()), Math.toIntExact(said.getNegativeCount())),
        said.getPrefixDigest(),
        said.hasLabelShuffleSeed() ? said.getLabelShuffleSeed() : null);
  }

  private static SteermeshException invalid(String why) {
    return InvalidFile.because(VectorFileFormat.BUNDLE, why);
  }
}
