package org.steermesh.cli.demo.training;

import java.time.Duration;
import org.steermesh.engine.training.ModelShape;

/**
 * How a training went.
 *
 * @param shape of the model
 * @param plan what was asked for
 * @param trainingLoss weighted, nats per token, smoothed over the last steps
 * @param validationLoss unweighted, nats per token, on documents of another seed
 * @param taken time of the steps
 */
public record TrainingSummary(
    ModelShape shape,
    TrainingPlan plan,
    double trainingLoss,
    double validationLoss,
    Duration taken) {}
