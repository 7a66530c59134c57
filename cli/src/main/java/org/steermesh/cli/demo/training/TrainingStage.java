package org.steermesh.cli.demo.training;

import org.steermesh.cli.demo.world.DocumentMix;

/**
 * A part of a training with a schedule of its own: the rates warm up, and fall to a twentieth.
 *
 * @param documents what is read once the practice is over
 * @param steps training steps
 * @param rate largest learning rate of embedding and norms
 * @param matrixRate largest learning rate of the blocks' matrices
 */
public record TrainingStage(DocumentMix documents, int steps, double rate, double matrixRate) {}
