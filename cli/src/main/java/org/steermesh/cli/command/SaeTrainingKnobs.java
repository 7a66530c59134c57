package org.steermesh.cli.command;

import java.util.Optional;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.engine.sae.training.TrainedKind;
import picocli.CommandLine.Option;

/** What of a training seldom needs to be said. */
final class SaeTrainingKnobs {

  private static final int LARGEST_BATCH = 1024;
  private static final int SMALLEST_BATCH = 64;

  /** Fewer learn noticeably less from the same tokens. */
  private static final int STEPS = 2000;

  private static final int MOST_BATCH_TOKENS = 4096;

  @Option(
      names = "--rate",
      paramLabel = "X",
      defaultValue = "0.002",
      description = "Largest learning rate. Default: ${DEFAULT-VALUE}.")
  private float rate;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description =
          "Activations of one step. Default: a two-thousandth of the tokens, from 64 to 1024.")
  private Optional<Integer> batch = Optional.empty();

  @Option(
      names = "--context",
      paramLabel = "N",
      description = "Most tokens of one sequence. Default: the model's, at most 1024.")
  private Optional<Integer> context = Optional.empty();

  @Option(
      names = "--pre-encoder-bias",
      paramLabel = "BOOL",
      arity = "1",
      description =
          "Whether the decoder's bias is subtracted from the input. Default: true for topk, false"
              + " for jumprelu.")
  private Optional<Boolean> preEncoderBias = Optional.empty();

  @Option(
      names = "--eval-tokens",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Held-out tokens to measure on, at most. Default: ${DEFAULT-VALUE}.")
  private long evalTokens;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads of one computation; 0 takes the number of cores. Default: 0.")
  private int threads;

  void check() {
    if (threads < 0) {
      throw new SteerException(ExitCode.USAGE, "--threads " + threads + " must be 0 or more");
    }
    if (evalTokens < 1) {
      throw new SteerException(
          ExitCode.USAGE, "--eval-tokens " + evalTokens + " must be 1 or more");
    }
  }

  /** The decimal number that was typed, not the float nearest to it. */
  double rate() {
    return Double.parseDouble(Float.toString(rate));
  }

  int batch(long tokens) {
    return batch.orElseGet(() -> Math.clamp(tokens / STEPS, SMALLEST_BATCH, LARGEST_BATCH));
  }

  int context(int otherwise) {
    return context.orElse(otherwise);
  }

  boolean subtractsBias(TrainedKind kind) {
    return preEncoderBias.orElse(kind == TrainedKind.TOPK);
  }

  long evalTokens() {
    return evalTokens;
  }

  int threads() {
    return threads;
  }

  int maxBatchTokens() {
    return MOST_BATCH_TOKENS;
  }
}
