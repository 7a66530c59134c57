package org.steermesh.eval.domain;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.type.ModelFingerprint;

/**
 * What stood behind the names of a declaration when its evaluation was created.
 *
 * @param behaviour the tendency that the data set names
 * @param model what identifies the model
 * @param datasetDigest SHA-256 of the questions
 * @param itemCount questions that are scored
 * @param codeVersion version of the code that runs the evaluation
 * @param second the questions of a composition's second vector
 * @param sparse by label of the arm, what the sparse vectors of a comparison hold
 */
public record Subject(
    String behaviour,
    ModelFingerprint model,
    String datasetDigest,
    int itemCount,
    String codeVersion,
    Optional<Questions> second,
    Map<String, SparseFacts> sparse) {

  /** Keeps the facts; those written before there were any are empty. */
  public Subject(
      String behaviour,
      ModelFingerprint model,
      String datasetDigest,
      int itemCount,
      String codeVersion,
      Optional<Questions> second,
      @Nullable Map<String, SparseFacts> sparse) {
    this.behaviour = behaviour;
    this.model = model;
    this.datasetDigest = datasetDigest;
    this.itemCount = itemCount;
    this.codeVersion = codeVersion;
    this.second = second;
    this.sparse = sparse == null ? Map.of() : Map.copyOf(sparse);
  }

  /**
   * Questions behind a name.
   *
   * @param behaviour the tendency that the data set names
   * @param datasetDigest SHA-256 of the questions
   * @param itemCount questions that are scored
   */
  public record Questions(String behaviour, String datasetDigest, int itemCount) {}
}
