package org.steermesh.eval.domain;

/**
 * What a sparse vector holds at one site.
 *
 * @param tau the frequency filter it was made with
 * @param dictionaryWidth features of its autoencoder
 * @param supportSize features with a value
 * @param l1Norm sum of the absolute values
 * @param topCount how many of the largest {@code topShare} tells of
 * @param topShare share of the L1 norm that the largest hold, in [0, 1]: how close the vector is to
 *     a single feature
 */
public record SparseFacts(
    double tau,
    int dictionaryWidth,
    int supportSize,
    double l1Norm,
    int topCount,
    double topShare) {}
