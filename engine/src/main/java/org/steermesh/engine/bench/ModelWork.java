package org.steermesh.engine.bench;

import org.steermesh.engine.checkpoint.ModelConfig;
import org.steermesh.engine.decoder.WeightFormat;

/**
 * The least work that a model asks for: its matrix products. Attention, norms and activations come
 * on top and are not counted, so that a floor made of this is one.
 */
record ModelWork(ModelConfig config) {

  /** Weights of the matrices of one block. */
  long blockWeights() {
    long width = config.width();
    long queries = (long) config.heads() * config.headWidth();
    long keys = (long) config.keyHeads() * config.headWidth();
    return 2 * width * queries + 2 * width * keys + 3 * width * config.mlpWidth();
  }

  /** Weights of the output head. */
  long headWeights() {
    return (long) config.width() * config.vocabulary();
  }

  /** Bytes of weights that one decode step has to read, however many rows it has. */
  double stepBytes(WeightFormat format) {
    int bytes =
        switch (format) {
          case F32 -> 4;
          case BF16, F16 -> 2;
          case INT8 -> 1;
        };
    return (double) bytes * (config.blocks() * blockWeights() + headWeights());
  }

  /** Operations of the products of one token in so many blocks, two for each weight. */
  double tokenOperations(int blocks) {
    return 2.0 * blocks * blockWeights();
  }

  /** Operations of one row of logits. */
  double headOperations() {
    return 2.0 * headWeights();
  }
}
