package org.steermesh.eval.domain;

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
    String behaviour, Fingerprint model, String datasetDigest, int itemCount, String codeVersion) {

  /**
   * What identifies a model, whatever it is called; each a SHA-256 in hexadecimal.
   *
   * @param weightsDigest of all weights
   * @param tokenizerDigest of the tokenizer
   * @param templateDigest of the chat template; empty when the model has none
   */
  public record Fingerprint(String weightsDigest, String tokenizerDigest, String templateDigest) {}
}
