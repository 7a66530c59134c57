package org.steermesh.contract.type;

/**
 * What identifies a model, whatever it is called.
 *
 * @param weightsDigest SHA-256 (hex) over all weights
 * @param tokenizerDigest SHA-256 (hex) of tokenizer.json
 * @param templateDigest SHA-256 (hex) of the chat template; empty when the model has none
 */
public record ModelFingerprint(
    String weightsDigest, String tokenizerDigest, String templateDigest) {}
