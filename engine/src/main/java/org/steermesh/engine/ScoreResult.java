package org.steermesh.engine;

import java.util.List;
import org.steermesh.engine.steering.SteeringReceipt;

/**
 * Log-probabilities of the continuations of one input.
 *
 * @param logProbabilities per continuation, natural log of each token's probability given all
 *     before
 * @param receipt what the interventions did, over the first continuation's pass
 */
public record ScoreResult(List<float[]> logProbabilities, SteeringReceipt receipt) {}
