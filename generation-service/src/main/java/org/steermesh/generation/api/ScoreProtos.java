package org.steermesh.generation.api;

import org.steermesh.contract.TensorCodec;
import org.steermesh.engine.ScoreResult;
import org.steermesh.engine.steering.SteeringReceipt;
import org.steermesh.generation.domain.GridScorer;
import org.steermesh.generation.domain.ScoredInput;
import org.steermesh.generation.domain.Steering;
import org.steermesh.generation.v1.ConfigurationScores;
import org.steermesh.generation.v1.ContinuationScore;
import org.steermesh.generation.v1.GridScore;
import org.steermesh.generation.v1.ScoreGridResponse;
import org.steermesh.generation.v1.ScoreResponse;

/** Scores in the contract's words. */
final class ScoreProtos {

  private ScoreProtos() {}

  static ScoreResponse score(ScoredInput.Encoded scored, ScoreResult result, Steering steering) {
    ScoreResponse.Builder response =
        ScoreResponse.newBuilder()
            .setInputTokenCount(scored.tokens().length())
            .setReceipt(InterventionProtos.receipt(result.receipt(), steering));
    for (int i = 0; i < result.logProbabilities().size(); i++) {
      float[] perToken = result.logProbabilities().get(i);
      ContinuationScore.Builder score =
          ContinuationScore.newBuilder()
              .setLogProbability(sum(perToken))
              .setTokenLogProbabilities(TensorCodec.encode(perToken));
      for (int id : scored.continuations().get(i)) {
        score.addTokenIds(id);
      }
      response.addScores(score);
    }
    return response.build();
  }

  static ScoreGridResponse item(GridScorer grid, GridScorer.ItemScores item) {
    ScoreGridResponse.Builder response = ScoreGridResponse.newBuilder().setItemId(item.item().id());
    for (int i = 0; i < item.results().size(); i++) {
      ScoreResult result = item.results().get(i);
      ConfigurationScores.Builder scores =
          ConfigurationScores.newBuilder().setConfigurationId(grid.configurations().get(i).id());
      for (float[] perToken : result.logProbabilities()) {
        scores.addScores(
            GridScore.newBuilder().setLogProbability(sum(perToken)).setTokenCount(perToken.length));
      }
      if (!item.divergences().isEmpty()) {
        scores.getScoresBuilder(0).setDivergence(sum(item.divergences().get(i)));
      }
      for (SteeringReceipt.Entry entry : result.receipt().entries()) {
        scores.setLargestDose(Math.max(scores.getLargestDose(), entry.largestDose()));
        scores.setSteeredTokenCount(
            scores.getSteeredTokenCount() + entry.promptTokens() + entry.generatedTokens());
      }
      response.addConfigurations(scores);
    }
    return response.build();
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}
