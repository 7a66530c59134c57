package org.steermesh.generation.client;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.TensorCodec;
import org.steermesh.contract.protos.SaeProtos;
import org.steermesh.contract.type.FeatureRows;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.SparseSupport;
import org.steermesh.generation.domain.SparsePack;
import org.steermesh.host.protos.SteeringProtos;
import org.steermesh.type.v1.SaeKind;
import org.steermesh.vector.v1.SparseRecipe;
import org.steermesh.vector.v1.SparseRows;
import org.steermesh.vector.v1.Version;

/** Puts the rows of a sparse version together as they come. */
final class SparseParts {

  private final Version version;
  private final List<FeatureRows> rows = new ArrayList<>();
  private final List<float[]> values = new ArrayList<>();
  private int size;

  SparseParts(Version version) {
    this.version = version;
  }

  void add(SparseRows part) {
    FeatureRows next = SaeProtos.rows("rows", part.getRows(), version.getWidth());
    rows.add(next);
    values.add(TensorCodec.decodeVector("rows.values", part.getValues(), next.size()));
    size += next.size();
  }

  SparsePack pack() {
    if (version.getSitesCount() != 1 || version.getSites(0).getSparse().getRowCount() != size) {
      throw new SteermeshException(
          ErrorReason.INTERNAL,
          "vector-service does not keep its contract: %d rows came of %s"
              .formatted(size, version.getName()));
    }
    SparseRecipe recipe = version.getSparse();
    return new SparsePack(
        SteeringProtos.site(version.getSites(0).getSite()),
        recipe.getSaeDigest(),
        recipe.getSaeKind() == SaeKind.SAE_KIND_TOP_K ? recipe.getK() : 0,
        Operation.Nonlinearity.valueOf(
            SaeProtos.nonlinearity(
                    "sparse.nonlinearity",
                    recipe.getNonlinearity(),
                    org.steermesh.contract.type.Nonlinearity.OWN)
                .name()),
        features(),
        support());
  }

  private int[] features() {
    int[] features = new int[size];
    int at = 0;
    for (FeatureRows part : rows) {
      System.arraycopy(part.features(), 0, features, at, part.size());
      at += part.size();
    }
    return features;
  }

  private SparseSupport support() {
    int width = version.getWidth();
    SparseSupport support =
        new SparseSupport(
            new float[Math.multiplyExact(size, width)],
            new float[size],
            new float[size],
            new float[size * width],
            new float[size]);
    int at = 0;
    for (int i = 0; i < rows.size(); i++) {
      FeatureRows part = rows.get(i);
      int count = part.size();
      System.arraycopy(part.encoder(), 0, support.encoder(), at * width, count * width);
      System.arraycopy(part.bias(), 0, support.bias(), at, count);
      System.arraycopy(part.threshold(), 0, support.threshold(), at, count);
      System.arraycopy(part.decoder(), 0, support.decoder(), at * width, count * width);
      System.arraycopy(values.get(i), 0, support.values(), at, count);
      at += count;
    }
    return support;
  }
}
