package org.steermesh.vector.domain;

import org.steermesh.contract.type.Site;

/**
 * What is known of one site of a version without reading its floats.
 *
 * @param site where
 * @param vectorNorm L2 norm of the vector
 * @param residualMeanNorm mean L2 norm of the activations read here, both classes
 * @param payloadDigest SHA-256 (hex) of the floats as stored
 */
public record VersionSite(
    Site site, double vectorNorm, double residualMeanNorm, String payloadDigest) {}
