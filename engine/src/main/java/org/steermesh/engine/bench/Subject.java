package org.steermesh.engine.bench;

import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.checkpoint.ModelConfig;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.tokenizer.TokenSequence;

/**
 * A model that is measured, and random inputs for it.
 *
 * @param model open
 * @param config its shape
 * @param format what its matrices are held as
 * @param effort how much is measured
 * @param random the source of inputs
 */
record Subject(
    LanguageModel model, ModelConfig config, WeightFormat format, Effort effort, Random random) {

  ModelWork work() {
    return new ModelWork(config);
  }

  /** Random token ids. */
  int[] ids(int length) {
    return random.ints(length, 0, config.vocabulary()).toArray();
  }

  TokenSequence prompt(int length) {
    return TokenSequence.ofIds(ids(length));
  }

  int middle() {
    return config.blocks() / 2;
  }

  static Site residual(int block) {
    return new Site(block, Target.RESIDUAL);
  }

  /** Adds a random direction of a norm that leaves activations finite. */
  Intervention steering(int block, PositionRule rule, float strength) {
    float[] vector = new float[config.width()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian() * 0.1f;
    }
    return new Intervention(
        residual(block), Positions.of(rule), new Operation.Add(vector, false), strength);
  }

  List<Intervention> steeringAtMiddle() {
    return List.of(steering(middle(), PositionRule.FROM_LAST_OF_PROMPT, 1));
  }

  double[] medians(List<DoubleSupplier> samples) {
    return Repeats.medians(effort, effort.seconds(), samples);
  }
}
