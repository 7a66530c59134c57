package org.steermesh.vector.domain;

import org.steermesh.contract.type.ModelFingerprint;

/**
 * What building needs to know of the model that activation-service hosts.
 *
 * @param name {@code models/{model}}
 * @param fingerprint what identifies it
 * @param blocks number of decoder blocks
 * @param width d_model, floats per activation
 */
public record ModelFacts(String name, ModelFingerprint fingerprint, int blocks, int width) {}
