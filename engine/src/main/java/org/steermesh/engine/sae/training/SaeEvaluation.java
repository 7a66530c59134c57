package org.steermesh.engine.sae.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.CapturedActivations;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.ScoreRequest;
import org.steermesh.engine.ScoreResult;
import org.steermesh.engine.sae.training.TokenWindows.Window;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.torch.NativeScope;
import org.steermesh.engine.torch.NativeValue;
import org.steermesh.engine.torch.TorchProgram;
import org.steermesh.engine.training.TrainingException;

/** Measures an autoencoder on the held-out sequences of its text. */
final class SaeEvaluation {

  /** Tokens of one round. */
  private static final int ROUND = 4096;

  private final SaeSource source;
  private final float[] mean;
  private final CancelSignal cancel;

  private long rows;
  private double active;
  private double squaredError;
  private double squares;
  private final double[] sums;
  private final Loss plain = new Loss();
  private final Loss rebuilt = new Loss();
  private final Loss zero = new Loss();
  private final Loss average = new Loss();

  /** A mean under way. */
  private static final class Loss {
    private double sum;
    private long count;

    void add(List<ScoreResult> results) {
      for (ScoreResult result : results) {
        for (float logProbability : result.logProbabilities().getFirst()) {
          sum -= logProbability;
          count++;
        }
      }
    }

    double mean() {
      return sum / count;
    }
  }

  /**
   * Prepares a measurement.
   *
   * @param mean the mean activation, as training saw it
   */
  SaeEvaluation(SaeSource source, float[] mean, CancelSignal cancel) {
    this.source = source;
    this.mean = mean;
    this.cancel = cancel;
    this.sums = new double[mean.length];
  }

  /**
   * Reads held-out sequences until they have so many tokens, or the text ends.
   *
   * @param program of the weights' shape
   */
  SaeQuality measure(TorchProgram program, AutoencoderWeights weights, long tokens)
      throws IOException {
    try (NativeValue parameters = AutoencoderProgram.parameters(weights);
        TokenWindows windows =
            new TokenWindows(
                source.text(),
                source.model().tokenizer(),
                source.context(),
                TokenWindows.Place.BEGIN)) {
      long read = 0;
      List<TokenSequence> round = heldOut(windows);
      while (!round.isEmpty() && read < tokens) {
        read += round.stream().mapToInt(TokenSequence::length).sum();
        measure(program, parameters, round);
        round = read < tokens ? heldOut(windows) : List.of();
      }
    }
    if (rows == 0) {
      throw new TrainingException("no sequence of the text is held out; there is too little");
    }
    double centred = squares;
    for (double sum : sums) {
      centred -= sum * sum / rows;
    }
    return new SaeQuality(
        rows,
        active / rows,
        1 - squaredError / centred,
        plain.mean(),
        rebuilt.mean(),
        zero.mean(),
        average.mean());
  }

  private List<TokenSequence> heldOut(TokenWindows windows) throws IOException {
    List<TokenSequence> sequences = new ArrayList<>();
    int tokens = 0;
    Window window = windows.next();
    while (window != null) {
      if (window.heldOut()) {
        sequences.add(window.tokens());
        tokens += window.tokens().length();
        if (tokens >= ROUND) {
          return sequences;
        }
      }
      window = windows.next();
    }
    return sequences;
  }

  private void measure(
      TorchProgram program, NativeValue parameters, List<TokenSequence> sequences) {
    List<CapturedActivations> captured = ActivationStream.capture(source, sequences, cancel);
    List<List<Intervention>> none = new ArrayList<>();
    List<List<Intervention>> splices = new ArrayList<>();
    List<List<Intervention>> zeros = new ArrayList<>();
    List<List<Intervention>> means = new ArrayList<>();
    for (CapturedActivations each : captured) {
      float[][] before = ActivationStream.rows(each, source);
      float[][] after = rebuild(program, parameters, before);
      none.add(List.of());
      splices.add(replacing(each.positions(), before, after));
      zeros.add(replacing(each.positions(), before, rows(before.length, new float[mean.length])));
      means.add(replacing(each.positions(), before, rows(before.length, mean)));
    }
    plain.add(score(sequences, none));
    rebuilt.add(score(sequences, splices));
    zero.add(score(sequences, zeros));
    average.add(score(sequences, means));
  }

  private static float[][] rows(int count, float[] row) {
    float[][] rows = new float[count][];
    Arrays.fill(rows, row);
    return rows;
  }

  private float[][] rebuild(TorchProgram program, NativeValue parameters, float[][] before) {
    int width = mean.length;
    float[] flat = new float[before.length * width];
    for (int i = 0; i < before.length; i++) {
      System.arraycopy(before[i], 0, flat, i * width, width);
    }
    try (NativeScope scope = new NativeScope()) {
      NativeValue x = scope.add(NativeValue.floats(flat, before.length, width));
      List<NativeValue> result =
          scope.addAll(scope.add(program.call("rebuild", parameters, x)).toTuple());
      float[] after = result.getFirst().toFloats();
      for (float count : result.getLast().toFloats()) {
        active += count;
      }
      add(flat, after);
      float[][] split = new float[before.length][];
      Arrays.setAll(split, i -> Arrays.copyOfRange(after, i * width, (i + 1) * width));
      return split;
    }
  }

  private void add(float[] before, float[] after) {
    int width = mean.length;
    for (int i = 0; i < before.length; i++) {
      double error = (double) before[i] - after[i];
      squaredError += error * error;
      squares += (double) before[i] * before[i];
      sums[i % width] += before[i];
    }
    rows += before.length / width;
    if (!Double.isFinite(squaredError)) {
      throw new EngineException(EngineReason.NOT_FINITE, "the autoencoder's output is not finite");
    }
  }

  /** What puts {@code after} in the place of {@code before}. */
  private List<Intervention> replacing(int[] positions, float[][] before, float[][] after) {
    int width = mean.length;
    int last = positions[positions.length - 1];
    float[] change = new float[(last + 1) * width];
    for (int i = 0; i < positions.length; i++) {
      for (int j = 0; j < width; j++) {
        change[positions[i] * width + j] = after[i][j] - before[i][j];
      }
    }
    return List.of(
        new Intervention(
            source.site(),
            Positions.of(PositionRule.ALL_BUT_BOS),
            new Operation.AddEach(last + 1, change),
            1));
  }

  /** Scores every token of each sequence after its first. */
  private List<ScoreResult> score(
      List<TokenSequence> sequences, List<List<Intervention>> interventions) {
    List<ScoreRequest> requests = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i++) {
      TokenSequence tokens = sequences.get(i);
      TokenSequence first =
          TokenWindows.sequence(new int[] {tokens.ids()[0]}, tokens.startsWithBos());
      int[] rest = Arrays.copyOfRange(tokens.ids(), 1, tokens.length());
      requests.add(new ScoreRequest(first, List.of(rest), interventions.get(i)));
    }
    return source.model().score(requests, cancel);
  }
}
