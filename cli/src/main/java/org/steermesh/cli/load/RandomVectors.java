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
    return floats(count, model, seed).stream()
        .map(values ->
            InlineVector.newBuilder()
                .setValues(TensorCodec.encode(values))
                .setSite(site(model))
                .build())
        .map(inline -> add(VectorRef.newBuilder().setInline(inline).build(), strength))
        .toList();
  }

  /** A vector, to steer a request. */
  static List<Intervention> add(VectorRef vector, float strength) {
    return List.of(Intervention.newBuilder().setVector(vector).setStrength(strength).build());
  }

  /** The middle of a model. */
  static Site site(Model model) {
    return Site.newBuilder().setBlock(model.getBlockCount() / 2).build();
  }

  /** So many different ones, [width] each. */
  static List<float[]> floats(int count, Model model, long seed) {
    Random random = new Random(seed);
    List<float[]> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[model.getWidth()];
      for (int d = 0; d < values.length; d++) {
        values[d] = (float) random.nextGaussian() * DEVIATION;
      }
      all.add(values);
    }
    return all;
  }
}
