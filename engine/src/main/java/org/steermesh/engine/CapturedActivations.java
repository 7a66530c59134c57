package org.steermesh.engine;

import java.util.Map;
import org.steermesh.engine.steering.Site;

/**
 * The activations of one sequence.
 *
 * @param positions the token positions, ascending, [p]
 * @param activations per site, one row per position, float32 [p][d]
 */
public record CapturedActivations(int[] positions, Map<Site, float[][]> activations) {}
