package org.steermesh.eval.domain.pas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.PasFinding.Steered;

/** From what a plan keeps of a vector to what is added. */
final class Pushes {

  private final PasRunner.Services services;

  Pushes(PasRunner.Services services) {
    this.services = services;
  }

  LetterScorer.Push of(Steered steered) {
    return new LetterScorer.Push(source(steered), steered.site(), steered.strength());
  }

  private LetterScorer.Source source(Steered steered) {
    if (steered.randomSeed().isPresent()) {
      float[] values =
          services
              .notebook()
              .ask(() -> services.library().values(steered.version(), steered.site()));
      return new LetterScorer.Source.Made(random(values, steered.randomSeed().get()));
    }
    return steered.version().isEmpty()
        ? new LetterScorer.Source.Made(decoded(steered.values()))
        : new LetterScorer.Source.Kept(steered.version());
  }

  /** A vector of a random direction with the norm of {@code like}. */
  static List<Float> random(float[] like, long seed) {
    Random random = new Random(seed);
    double[] drawn = new double[like.length];
    double squares = 0;
    double wanted = 0;
    for (int i = 0; i < like.length; i++) {
      drawn[i] = random.nextGaussian();
      squares += drawn[i] * drawn[i];
      wanted += (double) like[i] * like[i];
    }
    double factor = Math.sqrt(wanted / squares);
    List<Float> values = new ArrayList<>();
    for (double each : drawn) {
      values.add((float) (each * factor));
    }
    return values;
  }

  static String encoded(List<Float> values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.size()).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(bytes::putFloat);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static List<Float> decoded(String values) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(values)).order(ByteOrder.LITTLE_ENDIAN);
    List<Float> decoded = new ArrayList<>();
    while (bytes.hasRemaining()) {
      decoded.add(bytes.getFloat());
    }
    return decoded;
  }

  /** Where the control of another vector stands. */
  static Steered at(Site site, double strength, List<Float> values) {
    return new Steered("", encoded(values), Optional.empty(), site, strength);
  }
}
