package org.steermesh.eval.api;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.eval.domain.Arm;
import org.steermesh.eval.domain.BehaviourScore;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.CellResult;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Perplexity;
import org.steermesh.eval.domain.Steering;
import org.steermesh.eval.domain.statistics.Interval;
import org.steermesh.eval.domain.statistics.MeanEstimate;
import org.steermesh.eval.v1.ComposedCell;
import org.steermesh.eval.v1.LetterScore;
import org.steermesh.eval.v1.Unscored;
import org.steermesh.type.v1.Dtype;
import org.steermesh.type.v1.Tensor;

/** What was measured in one cell, as messages. */
final class CellMessages {

  private static final MeanEstimate NONE =
      new MeanEstimate(0, Double.NaN, Double.NaN, Interval.UNKNOWN);

  private CellMessages() {}

  /** One cell of a sweep or a comparison. */
  static org.steermesh.eval.v1.Cell cell(Evaluation evaluation, CellResult cell) {
    org.steermesh.eval.v1.Cell.Builder message = whole(evaluation, cell);
    switch (cell.cell()) {
      case Cell.Unsteered() -> {}
      case Cell.Steered(Arm arm, double strength) -> {
        message.setSite(TypeProtos.site(arm.site())).setStrength((float) strength);
        if (evaluation.declaration().steering() instanceof Steering.Comparison) {
          message.setArm(arm.label());
        }
      }
      case Cell.Composed composed ->
          throw new IllegalStateException("two arms in one message of one: " + composed);
    }
    return message.build();
  }

  /** One cell of a composition. */
  static ComposedCell composed(
      Evaluation evaluation, Steering.Composition composition, CellResult cell) {
    double first = cell.cell().strength(composition.first());
    double second = cell.cell().strength(composition.second());
    ComposedCell.Builder message =
        ComposedCell.newBuilder()
            .setFirstStrength((float) first)
            .setSecondStrength((float) second)
            .setFirst(placed(whole(evaluation, cell), composition.first(), first));
    cell.second()
        .ifPresent(score ->
            message.setSecond(placed(scored(evaluation, score), composition.second(), second)));
    return message.build();
  }

  private static org.steermesh.eval.v1.Cell.Builder placed(
      org.steermesh.eval.v1.Cell.Builder message, Arm arm, double strength) {
    return message.setSite(TypeProtos.site(arm.site())).setStrength((float) strength);
  }

  private static org.steermesh.eval.v1.Cell.Builder whole(Evaluation evaluation, CellResult cell) {
    org.steermesh.eval.v1.Cell.Builder message =
        scored(evaluation, cell.score()).setLargestDose(cell.largestRelativeDose());
    cell.perplexity().ifPresent(perplexity -> setPerplexity(message, perplexity));
    evaluation.results().perplexityRatio(cell).ifPresent(message::setPerplexityRatio);
    return message;
  }

  private static org.steermesh.eval.v1.Cell.Builder scored(
      Evaluation evaluation, BehaviourScore score) {
    MeanEstimate overall = score.overall().orElse(NONE);
    org.steermesh.eval.v1.Cell.Builder message =
        org.steermesh.eval.v1.Cell.newBuilder()
            .setScore(overall.mean())
            .setScoreLow(overall.interval().low())
            .setScoreHigh(overall.interval().high())
            .setStandardError(overall.standardError())
            .setItemCount(overall.count())
            .addAllUnscoredItems(unscored(score.unscored()));
    for (Map.Entry<String, MeanEstimate> letter : score.byLetter().entrySet()) {
      message.addLetters(
          LetterScore.newBuilder()
              .setLetter(letter.getKey())
              .setScore(letter.getValue().mean())
              .setItemCount(letter.getValue().count()));
    }
    if (evaluation.declaration().analysis().itemScoresGiven()) {
      message.setItemScores(tensor(score.items()));
    }
    return message;
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
}
