package org.steermesh.activation.domain;

import org.steermesh.host.ModelInput;

/**
 * One sequence to read.
 *
 * @param id the caller's own, for answers and errors
 * @param input the sequence
 */
public record Example(String id, ModelInput input) {}
