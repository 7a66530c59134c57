package org.steermesh.vector.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.type.Site;
import org.steermesh.vector.domain.Provenance;
import org.steermesh.vector.domain.Version;
import org.steermesh.vector.domain.VersionSite;

/** The stored form of {@link Version}; times in ms since 1970. */
record StoredVersion(
    int format,
    String vectorId,
    String digest,
    long created,
    int width,
    List<VersionSite> sites,
    @Nullable Site defaultSite,
    Provenance provenance,
    Map<String, String> labels) {

  static StoredVersion of(Version version) {
    return new StoredVersion(
        formatOf(version),
        version.vectorId(),
        version.digest(),
        version.createTime().toEpochMilli(),
        version.width(),
        version.sites(),
        version.defaultSite(),
        version.provenance(),
        version.labels());
  }

  /** The earliest that says all, so that earlier services read what they can. */
  private static int formatOf(Version version) {
    return switch (version.storedDtype()) {
      case F16 -> StoredJson.FORMAT_OF_DTYPE;
      case F32 ->
          version.provenance().method().isBuilt()
              ? StoredJson.FORMAT
              : StoredJson.FORMAT_OF_UNBUILT;
    };
  }

  /** The version of a record and its status, empty or null for none. */
  static Version read(byte[] json, byte @Nullable [] status) {
    return StoredJson.read(json, StoredVersion.class).toVersion().with(StoredStatus.read(status));
  }

  Version toVersion() {
    StoredJson.checkFormat(format);
    return new Version(
        vectorId,
        digest,
        Instant.ofEpochMilli(created),
        width,
        sites,
        defaultSite,
        provenance,
        labels);
  }
}
