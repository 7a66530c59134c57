package org.steermesh.eval.domain;

import org.steermesh.contract.type.ModelFingerprint;

/**
 * What stood behind the names of a declaration when its evaluation was created.
 *
 * @param behaviour the tendency that the data set names
 * @param model what identifies the model
 * @param datasetDigest SHA-256 of the questions
 * @param itemCount questions that are scored
 * @param codeVersion version of the code that runs the evaluation
 */
public record Subject(
    String behaviour,
    ModelFingerprint model,
    String datasetDigest,
    int itemCount,
    String codeVersion) {}
