package org.steermesh.cli.demo.training;

import org.steermesh.cli.demo.world.DocumentMix;

/**
 * A part of a training with a schedule of its own: the rates warm up, and fall to a twentieth.
 *
 * @param name of the documents
 * @param documents what is read once the practice is over
 * @param steps training steps
 * @param rate largest learning rate of embedding and norms
 * @param matrixRate largest learning rate of the blocks' matrices
 */
public record TrainingStage(
    String name, DocumentMix documents, int steps, double rate, double matrixRate) {

  /** The same with another number of steps. */
  TrainingStage withSteps(int wanted) {
    return new TrainingStage(name, documents, wanted, rate, matrixRate);
  }
}
