package org.steermesh.vector.domain;

import java.util.List;
import org.steermesh.contract.SaeName;
import org.steermesh.contract.type.Nonlinearity;

/**
 * How sparse vectors are to be made.
 *
 * @param sae {@code saes/{sae}}
 * @param taus least fractions of a side's rows in which a kept feature is active, each in [0, 1];
 *     one version each, at least one
 * @param sides which part is kept
 * @param nonlinearity what an intervention applies that does not say
 */
public record SparseParameters(
    SaeName sae, List<Double> taus, SparseSides sides, Nonlinearity nonlinearity) {}
