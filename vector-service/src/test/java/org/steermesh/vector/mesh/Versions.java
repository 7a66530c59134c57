package org.steermesh.vector.mesh;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.steermesh.contract.type.ModelFingerprint;
import org.steermesh.contract.type.PositionRule;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;
import org.steermesh.vector.domain.BuildMethod;
import org.steermesh.vector.domain.Digests;
import org.steermesh.vector.domain.Provenance;
import org.steermesh.vector.domain.SiteVector;
import org.steermesh.vector.domain.VectorStore;
import org.steermesh.vector.domain.Version;
import org.steermesh.vector.domain.VersionSite;

/** Versions with chosen digests, put straight into the store. */
final class Versions {

  static final List<SiteVector> VALUES =
      List.of(
          new SiteVector(new Site(0, Target.RESIDUAL), new float[] {1.5f, -0f, Float.MIN_VALUE}),
          new SiteVector(new Site(2, Target.MLP), new float[] {-2, 3.25f, Float.MAX_VALUE}));

  private Versions() {}

  /** A digest of 64 digits that begins so. */
  static String digest(String start) {
    return start + "0".repeat(64 - start.length());
  }

  static Version put(VectorStore store, String vectorId, String digestStart) {
    return put(store, vectorId, digestStart, Map.of());
  }

  static Version put(
      VectorStore store, String vectorId, String digestStart, Map<String, String> labels) {
    List<VersionSite> sites =
        VALUES.stream()
            .map(vector ->
                new VersionSite(
                    vector.site(),
                    vector.norm(),
                    7,
                    Digests.sha256(Digests.toBytes(vector.values()))))
            .toList();
    Provenance provenance =
        new Provenance(
            RuledActivations.MODEL,
            new ModelFingerprint("w", "t", ""),
            BuildMethod.MEAN_DIFFERENCE,
            Positions.of(PositionRule.ANSWER_LETTER),
            new PromptLayout(PromptLayout.Rendering.PLAIN, PromptLayout.QUESTION, "("),
            new Provenance.DataUsed("datasets/any", digest("d"), "obedience", 0, 3),
            "test",
            null,
            null);
    Version version =
        new Version(
            vectorId,
            digest(digestStart),
            Instant.ofEpochMilli(1_700_000_000_123L),
            3,
            sites,
            null,
            provenance,
            labels);
    return store.putIfAbsent(version, VALUES);
  }
}
