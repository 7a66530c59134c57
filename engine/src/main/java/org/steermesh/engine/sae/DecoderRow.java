package org.steermesh.engine.sae;

/**
 * How a feature's row of W_dec lies to a direction.
 *
 * @param feature its index
 * @param cosine of the angle between both, in [-1, 1]
 */
public record DecoderRow(int feature, double cosine) {}
