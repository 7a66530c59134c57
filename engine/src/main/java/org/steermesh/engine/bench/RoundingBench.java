package org.steermesh.engine.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.ScoreRequest;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.tokenizer.TokenSequence;

/** What rounding the weights changes, against the formats measured before. */
record RoundingBench(Subject subject, Earlier earlier) {

  private static final int PROMPT = 64;

  /** Per earlier format the largest difference of a log-probability over the vocabulary. */
  List<Measure> measures() {
    float[] logProbabilities = logProbabilities();
    List<Measure> measures = new ArrayList<>();
    for (WeightFormat other : List.of(WeightFormat.F32, WeightFormat.F16)) {
      float[] before = earlier.logProbabilities(other);
      if (before.length > 0 && other != subject.format()) {
        measures.add(
            Measure.of(
                    "rounding." + other.label(),
                    "largest change of a log-probability",
                    "nats",
                    largestDifference(logProbabilities, before))
                .within("spread held as " + other.label(), spread(before), OptionalDouble.empty()));
      }
    }
    earlier.add(subject.format(), logProbabilities);
    return measures;
  }

  /** Of every token after one fixed prompt. */
  private float[] logProbabilities() {
    int vocabulary = subject.config().vocabulary();
    int[] prompt = IntStream.range(0, PROMPT).map(i -> (i * 7919 + 13) % vocabulary).toArray();
    List<int[]> tokens = IntStream.range(0, vocabulary).mapToObj(id -> new int[] {id}).toList();
    ScoreRequest request = new ScoreRequest(TokenSequence.ofIds(prompt), tokens, List.of());
    List<float[]> scores =
        subject.model().score(List.of(request), CancelSignal.NEVER).getFirst().logProbabilities();
    float[] all = new float[vocabulary];
    IntStream.range(0, vocabulary).forEach(id -> all[id] = scores.get(id)[0]);
    return all;
  }

  private static double largestDifference(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> Math.abs(a[i] - b[i])).max().orElse(0);
  }

  /** The standard deviation over the vocabulary. */
  private static double spread(float[] values) {
    double mean = IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElse(0);
    return Math.sqrt(
        IntStream.range(0, values.length)
            .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
            .average()
            .orElse(0));
  }
}
