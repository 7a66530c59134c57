package org.steermesh.eval.domain;

/**
 * What was found under the names of a declaration when its evaluation was created. A later change
 * of any of them stops the evaluation rather than mixing numbers.
 *
 * @param behaviour the tendency that the vector's data set names
 * @param modelFingerprint of the model, as generation-service gives it
 * @param method how the vector was built
 * @param datasetDigest of the questions
 * @param textsDigest of the neutral texts; empty when none were declared
 * @param itemCount questions that are scored
 * @param textCount neutral texts
 */
public record Subject(
    String behaviour,
    String modelFingerprint,
    String method,
    String datasetDigest,
    String textsDigest,
    int itemCount,
    int textCount) {}
