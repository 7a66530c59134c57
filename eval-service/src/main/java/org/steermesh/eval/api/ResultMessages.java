package org.steermesh.eval.api;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.BehaviourScore;
import org.steermesh.eval.domain.BestCell;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.CellResult;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Perplexity;
import org.steermesh.eval.domain.statistics.Interval;
import org.steermesh.eval.domain.statistics.MeanEstimate;
import org.steermesh.eval.v1.BehaviourSweepResult;
import org.steermesh.eval.v1.LetterScore;
import org.steermesh.eval.v1.Recommendation;
import org.steermesh.eval.v1.Unscored;
import org.steermesh.type.v1.Dtype;
import org.steermesh.type.v1.Tensor;

/** What came out of an evaluation, as messages. */
final class ResultMessages {

  private static final MeanEstimate NONE =
      new MeanEstimate(0, Double.NaN, Double.NaN, Interval.UNKNOWN);

  private ResultMessages() {}

  /** Every cell that was measured. */
  static BehaviourSweepResult result(Evaluation evaluation) {
    BehaviourSweepResult.Builder result = BehaviourSweepResult.newBuilder();
    for (CellResult cell : evaluation.results().cells()) {
      switch (cell.cell()) {
        case Cell.Unsteered() -> result.setBaseline(cell(evaluation, cell));
        case Cell.Steered(Site site, double strength) -> result.addCells(cell(evaluation, cell));
      }
    }
    evaluation.best().ifPresent(best -> result.setBest(recommendation(best)));
    return result.build();
  }

  /** One cell. */
  static org.steermesh.eval.v1.Cell cell(Evaluation evaluation, CellResult cell) {
    BehaviourScore score = cell.score();
    MeanEstimate overall = score.overall().orElse(NONE);
    org.steermesh.eval.v1.Cell.Builder message =
        org.steermesh.eval.v1.Cell.newBuilder()
            .setStrength((float) cell.cell().strength())
            .setScore(overall.mean())
            .setScoreLow(overall.interval().low())
            .setScoreHigh(overall.interval().high())
            .setStandardError(overall.standardError())
            .setItemCount(overall.count())
            .addAllUnscoredItems(unscored(score.unscored()))
            .setLargestDose(cell.largestRelativeDose());
    switch (cell.cell()) {
      case Cell.Unsteered() -> {}
      case Cell.Steered(Site site, double strength) -> message.setSite(TypeProtos.site(site));
    }
    for (Map.Entry<String, MeanEstimate> letter : score.byLetter().entrySet()) {
      message.addLetters(
          LetterScore.newBuilder()
              .setLetter(letter.getKey())
              .setScore(letter.getValue().mean())
              .setItemCount(letter.getValue().count()));
    }
    cell.perplexity().ifPresent(perplexity -> setPerplexity(message, perplexity));
    evaluation.results().perplexityRatio(cell).ifPresent(message::setPerplexityRatio);
    if (evaluation.declaration().analysis().itemScoresGiven()) {
      message.setItemScores(tensor(score.items()));
    }
    return message.build();
  }

  private static void setPerplexity(
      org.steermesh.eval.v1.Cell.Builder message, Perplexity perplexity) {
    if (perplexity.tokens() > 0) {
      message.setPerplexity(perplexity.value());
    }
    message
        .setPerplexityTokenCount(perplexity.tokens())
        .addAllUnscoredTexts(unscored(perplexity.unscored()));
  }

  private static List<Unscored> unscored(Map<String, Integer> reasons) {
    return reasons.entrySet().stream()
        .map(reason ->
            Unscored.newBuilder().setReason(reason.getKey()).setCount(reason.getValue()).build())
        .toList();
  }

  /** Not by TensorCodec, which refuses the NaN that stands for an item without a score. */
  private static Tensor tensor(List<Double> scores) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * scores.size()).order(ByteOrder.LITTLE_ENDIAN);
    scores.forEach(score -> bytes.putFloat(score.floatValue()));
    return Tensor.newBuilder()
        .setDtype(Dtype.DTYPE_F32)
        .addShape(scores.size())
        .setData(ByteString.copyFrom(bytes.flip()))
        .build();
  }

  private static Recommendation recommendation(BestCell best) {
    MeanEstimate effect = best.effect();
    return Recommendation.newBuilder()
        .setSite(TypeProtos.site(best.site()))
        .setStrength((float) best.strength())
        .setEffect(effect.mean())
        .setEffectLow(effect.interval().low())
        .setEffectHigh(effect.interval().high())
        .setItemCount(effect.count())
        .build();
  }
}
