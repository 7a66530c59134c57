package org.steermesh.vector.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.steermesh.contract.type.ModelFingerprint;
import org.steermesh.contract.type.PositionRule;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;

/** Versions wider than the model of the tests, put straight into the store, with true digests. */
public final class LargeVersions {

  private LargeVersions() {}

  /** A dense version of so many ones. */
  public static Version put(VectorStore store, String vectorId, int width) {
    float[] values = new float[width];
    java.util.Arrays.fill(values, 1);
    SiteVector vector = new SiteVector(new Site(1, Target.RESIDUAL), values);
    VersionSite site =
        new VersionSite(vector.site(), vector.norm(), 7, Digests.sha256(Digests.toBytes(values)));
    Provenance provenance =
        new Provenance(
            "models/wide",
            new ModelFingerprint("w", "t", ""),
            BuildMethod.MEAN_DIFFERENCE,
            Positions.of(PositionRule.ANSWER_LETTER),
            new PromptLayout(PromptLayout.Rendering.PLAIN, PromptLayout.QUESTION, "("),
            new Provenance.DataUsed("datasets/any", "d".repeat(64), "obedience", 0, 3),
            "test",
            null,
            null);
    Version version =
        new Version(
            vectorId,
            VersionDigest.of(width, List.of(site), vector.site(), provenance),
            Instant.ofEpochMilli(1_700_000_000_123L),
            width,
            List.of(site),
            vector.site(),
            provenance,
            Map.of());
    return store.putIfAbsent(version, List.of(vector));
  }
}
