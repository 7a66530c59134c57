package org.steermesh.engine.sae;

import java.util.Optional;
import java.util.OptionalDouble;
import org.steermesh.engine.steering.Site;

/**
 * What a sparse autoencoder is.
 *
 * @param kind its non-linearity
 * @param width d, floats of an activation
 * @param features m
 * @param k of {@link SaeKind#TOP_K}; else 0
 * @param subtractsDecoderBias whether b_dec is subtracted from an activation before it is encoded
 * @param site whose activations it was trained on; empty where its files do not say
 * @param modelName of the model it was trained on, as its files name it; may be empty
 * @param averageActive how many features were active on average where it was trained (L0)
 * @param modelDigest weights digest of the model it was trained on; empty where its files do not
 *     say
 */
public record SaeDescription(
    SaeKind kind,
    int width,
    int features,
    int k,
    boolean subtractsDecoderBias,
    Optional<Site> site,
    String modelName,
    OptionalDouble averageActive,
    String modelDigest) {}
