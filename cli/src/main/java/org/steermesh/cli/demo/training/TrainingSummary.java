package org.steermesh.cli.demo.training;

import java.time.Duration;
import org.steermesh.engine.training.ModelShape;
import org.steermesh.engine.training.Products;

/**
 * How a training went.
 *
 * @param shape of the model
 * @param plan what was asked for
 * @param products what was multiplied
 * @param trainingLoss weighted, nats per token, smoothed over the last steps
 * @param validationLoss unweighted, nats per token, on documents of another seed
 * @param taken time of the steps
 */
public record TrainingSummary(
    ModelShape shape,
    TrainingPlan plan,
    Products products,
    double trainingLoss,
    double validationLoss,
    Duration taken) {}
