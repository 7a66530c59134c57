package org.steermesh.activation.domain;

import org.steermesh.engine.sae.ActiveFeatures;
import org.steermesh.engine.tokenizer.TokenSequence;

/**
 * The features of one example.
 *
 * @param id the caller's own
 * @param tokens the sequence
 * @param positions the positions read, ascending
 * @param active the features of a whole batch
 * @param firstRow the row of the first position in it
 */
public record EncodedExample(
    String id, TokenSequence tokens, int[] positions, ActiveFeatures active, int firstRow) {}
