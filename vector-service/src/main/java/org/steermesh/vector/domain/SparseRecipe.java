package org.steermesh.vector.domain;

import org.steermesh.contract.type.Nonlinearity;
import org.steermesh.contract.type.SaeKind;

/**
 * What made a sparse vector, beside what every version tells.
 *
 * @param sae {@code saes/{sae}}
 * @param saeDigest what identifies it
 * @param kind its non-linearity
 * @param features number of its features
 * @param k its k; 0 where the kind has none
 * @param tau least fraction of a side's rows in which a kept feature is active
 * @param sides which part was kept
 * @param nonlinearity what an intervention applies that does not say
 */
public record SparseRecipe(
    String sae,
    String saeDigest,
    SaeKind kind,
    int features,
    int k,
    double tau,
    SparseSides sides,
    Nonlinearity nonlinearity) {}
