package org.steermesh.vector.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.AliasName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.TensorCodec;
import org.steermesh.contract.VectorName;
import org.steermesh.contract.VersionName;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.Site;
import org.steermesh.vector.domain.AliasMove;
import org.steermesh.vector.domain.BuildMethod;
import org.steermesh.vector.domain.PasParameters;
import org.steermesh.vector.domain.PasRecipe;
import org.steermesh.vector.domain.Provenance;
import org.steermesh.vector.domain.SiteVector;
import org.steermesh.vector.domain.SteeringVector;
import org.steermesh.vector.domain.VectorCatalog;
import org.steermesh.vector.domain.VectorFilter;
import org.steermesh.vector.domain.Version;
import org.steermesh.vector.domain.VersionSite;
import org.steermesh.vector.v1.Alias;
import org.steermesh.vector.v1.ListVectorsRequest;
import org.steermesh.vector.v1.SetAliasRequest;
import org.steermesh.vector.v1.Vector;

/** Translates vectors and versions. */
final class VectorProtos {

  private VectorProtos() {}

  static Vector vector(SteeringVector vector) {
    VectorName name = new VectorName(vector.id());
    Vector.Builder builder =
        Vector.newBuilder()
            .setName(name.toString())
            .setCreateTime(DatasetProtos.timestamp(vector.createTime()))
            .setBehaviour(vector.newest().provenance().data().behaviour())
            .setVersionCount(vector.versionCount())
            .setLatestVersion(VectorCatalog.nameOf(vector.newest()).toString());
    vector
        .aliases()
        .forEach((alias, digest) -> builder.addAliases(alias(new AliasName(name, alias), digest)));
    return builder.build();
  }

  /** An alias at a full digest; at none when the digest is empty. */
  static Alias alias(AliasName name, String digest) {
    Alias.Builder builder = Alias.newBuilder().setName(name.toString());
    if (!digest.isEmpty()) {
      builder.setVersion(new VersionName(name.vector(), digest).toString());
    }
    return builder.build();
  }

  static org.steermesh.vector.v1.Version version(Version version) {
    Provenance provenance = version.provenance();
    org.steermesh.vector.v1.Version.Builder sent = org.steermesh.vector.v1.Version.newBuilder();
    if (version.defaultSite() != null) {
      sent.setDefaultSite(TypeProtos.site(version.defaultSite()));
    }
    if (provenance.sparse() != null) {
      sent.setSparse(SparseProtos.recipe(provenance.sparse()));
    }
    if (provenance.pas() != null) {
      sent.setPas(PasProtos.recipe(provenance.pas()));
    }
    return sent.setName(VectorCatalog.nameOf(version).toString())
        .setDigest(version.digest())
        .setCreateTime(DatasetProtos.timestamp(version.createTime()))
        .setModel(provenance.model())
        .setModelFingerprint(TypeProtos.fingerprint(provenance.fingerprint()))
        .setWidth(version.width())
        .addAllSites(version.sites().stream().map(site -> site(site, provenance.pas())).toList())
        .setMethod(method(provenance.method()))
        .setReadPositions(TypeProtos.positions(provenance.readPositions()))
        .setLayout(TypeProtos.layout(provenance.layout()))
        .setDataset(provenance.data().dataset())
        .setDatasetDigest(provenance.data().digest())
        .setBehaviour(provenance.data().behaviour())
        .setFirstItem(provenance.data().firstItem())
        .setPairCount(provenance.data().pairCount())
        .setCodeVersion(provenance.codeVersion())
        .putAllLabels(version.labels())
        .build();
  }

  private static org.steermesh.vector.v1.VersionSite site(
      VersionSite site, @Nullable PasRecipe pas) {
    org.steermesh.vector.v1.VersionSite.Builder sent =
        org.steermesh.vector.v1.VersionSite.newBuilder()
            .setSite(TypeProtos.site(site.site()))
            .setVectorNorm(site.vectorNorm())
            .setResidualMeanNorm(site.residualMeanNorm());
    if (site.sparse() != null) {
      sent.setSparse(SparseProtos.content(site.sparse()));
    }
    if (pas != null) {
      Site read = PasParameters.readSite(pas.view().protocol(), site.site());
      if (!read.equals(site.site())) {
        sent.setReadSite(TypeProtos.site(read));
      }
    }
    return sent.build();
  }

  static org.steermesh.vector.v1.SiteVector siteVector(SiteVector vector) {
    return org.steermesh.vector.v1.SiteVector.newBuilder()
        .setSite(TypeProtos.site(vector.site()))
        .setValues(TensorCodec.encode(vector.values()))
        .build();
  }

  static VectorFilter filter(ListVectorsRequest request) {
    return new VectorFilter(
        given(request.getModel()),
        request.getMethod() == org.steermesh.vector.v1.BuildMethod.BUILD_METHOD_UNSPECIFIED
            ? Optional.empty()
            : Optional.of(method(request.getMethod())),
        given(request.getBehaviour()),
        given(request.getLabel()));
  }

  private static Optional<String> given(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  static org.steermesh.vector.v1.BuildMethod method(BuildMethod method) {
    return switch (method) {
      case MEAN_DIFFERENCE -> org.steermesh.vector.v1.BuildMethod.BUILD_METHOD_MEAN_DIFFERENCE;
      case SAS -> org.steermesh.vector.v1.BuildMethod.BUILD_METHOD_SAS;
      case PASF -> org.steermesh.vector.v1.BuildMethod.BUILD_METHOD_PASF;
      case IPASA -> org.steermesh.vector.v1.BuildMethod.BUILD_METHOD_IPASA;
      case IPASWO -> org.steermesh.vector.v1.BuildMethod.BUILD_METHOD_IPASWO;
    };
  }

  /** How a vector is made; the mean difference if unset. */
  static BuildMethod method(org.steermesh.vector.v1.BuildMethod method) {
    return switch (method) {
      case BUILD_METHOD_UNSPECIFIED, BUILD_METHOD_MEAN_DIFFERENCE -> BuildMethod.MEAN_DIFFERENCE;
      case BUILD_METHOD_SAS -> BuildMethod.SAS;
      case BUILD_METHOD_PASF -> BuildMethod.PASF;
      case BUILD_METHOD_IPASA -> BuildMethod.IPASA;
      case BUILD_METHOD_IPASWO -> BuildMethod.IPASWO;
      case UNRECOGNIZED ->
          throw SteermeshException.ofField("method", "is none of the values of BuildMethod");
    };
  }

  static AliasMove.Expectation expectation(AliasName alias, SetAliasRequest request) {
    if (!request.hasExpectedVersion()) {
      return new AliasMove.Expectation.Anywhere();
    }
    if (request.getExpectedVersion().isEmpty()) {
      return new AliasMove.Expectation.Nowhere();
    }
    return new AliasMove.Expectation.At(
        versionOf(alias, "expected_version", request.getExpectedVersion()).digest());
  }

  /** A version that must be of the vector whose alias is moved. */
  static VersionName versionOf(AliasName alias, String field, String text) {
    VersionName version = VersionName.parse(field, text);
    if (!version.vector().equals(alias.vector())) {
      throw SteermeshException.ofField(
          field, "%s is a version of another vector than %s".formatted(version, alias));
    }
    return version;
  }
}
