package org.steermesh.vector.mesh;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.type.FeatureRows;
import org.steermesh.contract.type.ModelFingerprint;
import org.steermesh.contract.type.Nonlinearity;
import org.steermesh.contract.type.PositionRule;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.SaeKind;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;
import org.steermesh.vector.domain.BuildMethod;
import org.steermesh.vector.domain.CompositionRecipe;
import org.steermesh.vector.domain.Digests;
import org.steermesh.vector.domain.Provenance;
import org.steermesh.vector.domain.RowBlock;
import org.steermesh.vector.domain.SiteVector;
import org.steermesh.vector.domain.SparseContent;
import org.steermesh.vector.domain.SparseRecipe;
import org.steermesh.vector.domain.SparseSides;
import org.steermesh.vector.domain.SparseValues;
import org.steermesh.vector.domain.SparseVector;
import org.steermesh.vector.domain.StagedRows;
import org.steermesh.vector.domain.StoredDtype;
import org.steermesh.vector.domain.VectorStore;
import org.steermesh.vector.domain.Version;
import org.steermesh.vector.domain.VersionSite;

/** Versions with chosen digests, put straight into the store. */
final class Versions {

  static final List<SiteVector> VALUES =
      List.of(
          new SiteVector(new Site(0, Target.RESIDUAL), new float[] {1.5f, -0f, Float.MIN_VALUE}),
          new SiteVector(new Site(2, Target.MLP), new float[] {-2, 3.25f, Float.MAX_VALUE}));

  private static final Provenance BUILT = built(BuildMethod.MEAN_DIFFERENCE, null);

  private Versions() {}

  private static Provenance built(BuildMethod method, @Nullable SparseRecipe recipe) {
    return new Provenance(
        RuledActivations.MODEL,
        new ModelFingerprint("w", "t", ""),
        method,
        Positions.of(PositionRule.ANSWER_LETTER),
        new PromptLayout(PromptLayout.Rendering.PLAIN, PromptLayout.QUESTION, "("),
        new Provenance.DataUsed("datasets/any", digest("d"), "obedience", 0, 3),
        "test",
        recipe,
        null);
  }

  /** A digest of 64 digits that begins so. */
  static String digest(String start) {
    return start + "0".repeat(64 - start.length());
  }

  static Version put(VectorStore store, String vectorId, String digestStart) {
    return put(store, vectorId, digestStart, Map.of());
  }

  static Version put(
      VectorStore store, String vectorId, String digestStart, Map<String, String> labels) {
    return store.putIfAbsent(dense(vectorId, digestStart, BUILT, labels), VALUES);
  }

  /** A version that says that it was composed, not yet stored. */
  static Version composed(String vectorId, List<CompositionRecipe.Parent> parents) {
    Provenance composed =
        new Provenance(
            RuledActivations.MODEL,
            BUILT.fingerprint(),
            BuildMethod.COMPOSED,
            null,
            null,
            new Provenance.DataUsed("", "", "obedience", 0, 0),
            "test",
            null,
            null,
            null,
            new CompositionRecipe(parents, false, List.of()),
            StoredDtype.F32);
    return dense(vectorId, "c0", composed, Map.of());
  }

  /** A version of this width that is stored as float16. */
  static Version putHalf(VectorStore store, String vectorId, int width) {
    List<SiteVector> values = List.of(new SiteVector(new Site(1, Target.RESIDUAL), halves(width)));
    Provenance half = BUILT.storedAs(StoredDtype.F16);
    return store.putIfAbsent(
        dense(new Named(vectorId, digest("f16"), values), half, Map.of()), values);
  }

  /** Numbers that float16 has. */
  static float[] halves(int width) {
    float[] values = new float[width];
    for (int i = 0; i < width; i++) {
      values[i] = Float.float16ToFloat((short) (i + 1));
    }
    return values;
  }

  /** Whose floats it is. */
  private record Named(String vectorId, String digest, List<SiteVector> values) {}

  private static Version dense(
      String vectorId, String digestStart, Provenance provenance, Map<String, String> labels) {
    return dense(new Named(vectorId, digest(digestStart), VALUES), provenance, labels);
  }

  private static Version dense(Named named, Provenance provenance, Map<String, String> labels) {
    List<VersionSite> sites =
        named.values.stream()
            .map(vector ->
                new VersionSite(
                    vector.site(),
                    vector.norm(),
                    7,
                    Digests.sha256(provenance.storedDtype().toBytes(vector.values()))))
            .toList();
    return new Version(
        named.vectorId,
        named.digest,
        Instant.ofEpochMilli(1_700_000_000_123L),
        named.values.getFirst().values().length,
        sites,
        null,
        provenance,
        labels);
  }

  /** A sparse version at block 1, not yet stored. */
  static Version sparse(String vectorId, int width, SparseVector vector) {
    return sparse(vectorId, "ab", width, vector);
  }

  private static Version sparse(
      String vectorId, String digestStart, int width, SparseVector vector) {
    VersionSite site =
        new VersionSite(
            new Site(1, Target.RESIDUAL),
            new SiteVector(new Site(1, Target.RESIDUAL), vector.decoded()).norm(),
            7,
            Digests.sha256(vector.toBytes()),
            new SparseContent(
                vector.values().size(),
                vector.values().positiveFeatures(),
                vector.values().l1(),
                new SparseContent.Side(1, 2),
                new SparseContent.Side(1, 0),
                0,
                vector.rows().rows()));
    SparseRecipe recipe =
        new SparseRecipe(
            "saes/any", digest("e"), SaeKind.RELU, 8, 0, 0.5, SparseSides.BOTH, Nonlinearity.OWN);
    return new Version(
        vectorId,
        digest(digestStart),
        Instant.ofEpochMilli(1_700_000_000_123L),
        width,
        List.of(site),
        site.site(),
        built(BuildMethod.SAS, recipe),
        Map.of());
  }

  /** A sparse version with rows of this width, each block as large as the service makes it. */
  static Version putSparse(
      VectorStore store, String vectorId, String digestStart, int width, int rows) {
    return new Sparse(vectorId, digestStart, width, rows).put(store, () -> {});
  }

  /** A sparse version that is stored block by block. */
  record Sparse(String vectorId, String digestStart, int width, int rows) {

    /** Stores it; something may happen before each block but the first. */
    Version put(VectorStore store, Runnable between) {
      try (StagedRows staged = store.stage(width)) {
        int step = RowBlock.rowsPerBlock(width);
        for (int first = 0; first < rows; first += step) {
          if (first > 0) {
            between.run();
          }
          staged.add(block(first, Math.min(step, rows - first)));
        }
        RowBlock all = block(0, rows);
        SparseVector vector =
            new SparseVector(
                new SparseValues(
                    all.rows().features(), all.values(), new long[rows], new long[rows]),
                new float[width],
                staged.finish());
        return store.putIfAbsent(sparse(vectorId, digestStart, width, vector), vector, staged);
      }
    }

    private RowBlock block(int first, int count) {
      int[] features = new int[count];
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        features[i] = first + i;
        values[i] = first + i + 1;
      }
      float[] numbers = new float[count];
      return new RowBlock(
          new FeatureRows(
              features, new float[count * width], numbers, numbers, new float[count * width]),
          values);
    }
  }
}
