package org.steermesh.vector.api;

import org.jspecify.annotations.Nullable;
import org.steermesh.contract.AliasName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.TensorCodec;
import org.steermesh.contract.VectorName;
import org.steermesh.contract.VersionName;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.Site;
import org.steermesh.type.v1.Dtype;
import org.steermesh.vector.domain.BuildMethod;
import org.steermesh.vector.domain.PasParameters;
import org.steermesh.vector.domain.PasRecipe;
import org.steermesh.vector.domain.Provenance;
import org.steermesh.vector.domain.SiteVector;
import org.steermesh.vector.domain.SteeringVector;
import org.steermesh.vector.domain.StoredDtype;
import org.steermesh.vector.domain.VectorCatalog;
import org.steermesh.vector.domain.Version;
import org.steermesh.vector.domain.VersionSite;
import org.steermesh.vector.v1.Alias;
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
    addWhatMayBeUnknown(version, sent);
    return sent.setState(LifecycleProtos.state(version.status().state()))
        .setStateActor(version.status().actor())
        .addAllTags(version.status().tags())
        .setDescription(version.status().description())
        .setName(VectorCatalog.nameOf(version).toString())
        .setDigest(version.digest())
        .setCreateTime(DatasetProtos.timestamp(version.createTime()))
        .setModel(provenance.model())
        .setModelFingerprint(TypeProtos.fingerprint(provenance.fingerprint()))
        .setWidth(version.width())
        .setSizeBytes(version.sizeBytes())
        .setStoredDtype(dtype(version.storedDtype()))
        .addAllSites(version.sites().stream().map(site -> site(site, provenance.pas())).toList())
        .setMethod(method(provenance.method()))
        .setDataset(provenance.data().dataset())
        .setDatasetDigest(provenance.data().digest())
        .setBehaviour(provenance.data().behaviour())
        .setFirstItem(provenance.data().firstItem())
        .setPairCount(provenance.data().pairCount())
        .setCodeVersion(provenance.codeVersion())
        .putAllLabels(version.labels())
        .build();
  }

  private static void addWhatMayBeUnknown(
      Version version, org.steermesh.vector.v1.Version.Builder sent) {
    Provenance provenance = version.provenance();
    if (version.defaultSite() != null) {
      sent.setDefaultSite(TypeProtos.site(version.defaultSite()));
    }
    if (provenance.sparse() != null) {
      sent.setSparse(SparseProtos.recipe(provenance.sparse()));
    }
    if (provenance.pas() != null) {
      sent.setPas(PasProtos.recipe(provenance.pas()));
    }
    if (provenance.imported() != null) {
      sent.setImported(FileProtos.recipe(provenance.imported()));
    }
    if (provenance.composed() != null) {
      sent.setComposed(CompositionProtos.recipe(provenance.composed()));
    }
    if (provenance.readPositions() != null) {
      sent.setReadPositions(TypeProtos.positions(provenance.readPositions()));
    }
    if (provenance.layout() != null) {
      sent.setLayout(TypeProtos.layout(provenance.layout()));
    }
    if (version.status().evidence() != null) {
      sent.setEvidence(LifecycleProtos.evidence(version.status().evidence()));
    }
  }

  private static org.steermesh.vector.v1.VersionSite site(
      VersionSite site, @Nullable PasRecipe pas) {
    org.steermesh.vector.v1.VersionSite.Builder sent =
        org.steermesh.vector.v1.VersionSite.newBuilder()
            .setSite(TypeProtos.site(site.site()))
            .setVectorNorm(site.vectorNorm())
            .setResidualMeanNorm(site.residualMeanNorm())
            .setPayloadDigest(site.payloadDigest());
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

  private static Dtype dtype(StoredDtype dtype) {
    return switch (dtype) {
      case F32 -> Dtype.DTYPE_F32;
      case F16 -> Dtype.DTYPE_F16;
    };
  }

  /** What a version is stored as; float32 if unset. */
  static StoredDtype dtype(String field, Dtype dtype) {
    return switch (dtype) {
      case DTYPE_UNSPECIFIED, DTYPE_F32 -> StoredDtype.F32;
      case DTYPE_F16 -> StoredDtype.F16;
      case DTYPE_BF16, UNRECOGNIZED ->
          throw SteermeshException.ofField(
              field, "is neither DTYPE_F32 nor DTYPE_F16, as which versions are stored");
    };
  }

  static org.steermesh.vector.v1.BuildMethod method(BuildMethod method) {
    return switch (method) {
      case MEAN_DIFFERENCE -> org.steermesh.vector.v1.BuildMethod.BUILD_METHOD_MEAN_DIFFERENCE;
      case SAS -> org.steermesh.vector.v1.BuildMethod.BUILD_METHOD_SAS;
      case PASF -> org.steermesh.vector.v1.BuildMethod.BUILD_METHOD_PASF;
      case IPASA -> org.steermesh.vector.v1.BuildMethod.BUILD_METHOD_IPASA;
      case IPASWO -> org.steermesh.vector.v1.BuildMethod.BUILD_METHOD_IPASWO;
      case IMPORTED -> org.steermesh.vector.v1.BuildMethod.BUILD_METHOD_IMPORTED;
      case COMPOSED -> org.steermesh.vector.v1.BuildMethod.BUILD_METHOD_COMPOSED;
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
      case BUILD_METHOD_IMPORTED -> BuildMethod.IMPORTED;
      case BUILD_METHOD_COMPOSED -> BuildMethod.COMPOSED;
      case UNRECOGNIZED ->
          throw SteermeshException.ofField("method", "is none of the values of BuildMethod");
    };
  }
}
