package org.steermesh.vector.domain;

import org.jspecify.annotations.Nullable;
import org.steermesh.contract.type.Site;

/**
 * What a version is about.
 *
 * @param version which
 * @param site where
 * @param sparse the features it is made of; null for a dense version
 * @param near those whose decoder rows lie near it; null where no autoencoder was named
 */
public record VectorExplanation(
    Version version, Site site, @Nullable SparseExplanation sparse, @Nullable NearFeatures near) {}
