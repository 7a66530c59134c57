package org.steermesh.cli.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.steermesh.contract.TensorCodec;
import org.steermesh.type.v1.InlineVector;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.Model;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.VectorRef;

/** Vectors of random direction at the middle of a model: what steering costs, whatever it means. */
public final class RandomVectors {

  private static final float DEVIATION = 0.1f;

  private RandomVectors() {}

  /** So many different ones, each to steer a request. */
  public static List<List<Intervention>> of(int count, Model model, float strength, long seed) {
    Random random = new Random(seed);
    List<List<Intervention>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[model.getWidth()];
      for (int d = 0; d < values.length; d++) {
        values[d] = (float) random.nextGaussian() * DEVIATION;
      }
      InlineVector inline =
          InlineVector.newBuilder()
              .setValues(TensorCodec.encode(values))
              .setSite(Site.newBuilder().setBlock(model.getBlockCount() / 2))
              .build();
      all.add(
          List.of(
              Intervention.newBuilder()
                  .setVector(VectorRef.newBuilder().setInline(inline))
                  .setStrength(strength)
                  .build()));
    }
    return all;
  }
}
