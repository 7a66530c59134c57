package org.steermesh.engine;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.PassResult;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.steering.Edit;
import org.steermesh.engine.steering.EditResolver;
import org.steermesh.engine.steering.SteeredSequence;
import org.steermesh.engine.tokenizer.TokenTexts;

/**
 * How far steering moves next-token distributions. The plain and the steered sequence run side by
 * side, window by window, so that only the final norms of one window are there at a time.
 */
final class Divergences {

  private final Decoder decoder;
  private final TokenTexts texts;
  private final int maxBatchTokens;

  Divergences(Decoder decoder, TokenTexts texts, int maxBatchTokens) {
    this.decoder = decoder;
    this.texts = texts;
    this.maxBatchTokens = maxBatchTokens;
  }

  /** One per token of the first continuation. */
  float[] of(ScoreRequest request, CancelSignal cancel) {
    int[] continuation = request.continuations().getFirst();
    int from = request.tokens().length() - 1;
    int[] ids = Arrays.copyOf(request.tokens().ids(), from + continuation.length);
    System.arraycopy(continuation, 0, ids, from + 1, continuation.length - 1);
    float[] all = new float[continuation.length];
    List<Edit> edits = request.interventions().stream().map(Edit::of).toList();
    Alone plain = alone(new SteeredSequence(request.tokens(), List.of()), ids);
    Alone steered = alone(new SteeredSequence(request.tokens(), edits), ids);
    try (BatchRun one = plain.start(decoder);
        BatchRun other = steered.start(decoder)) {
      for (int w = 0; w < plain.windows().size(); w++) {
        cancel.check();
        Window window = plain.windows().get(w);
        int[] positions = IntStream.range(Math.max(from, window.start(0)), window.end(0)).toArray();
        long[] rows =
            Arrays.stream(positions).mapToLong(position -> window.flat(0, position)).toArray();
        try (PassResult is = one.run(window, List.of(), rows);
            PassResult becomes = other.run(steered.windows().get(w), List.of(), rows)) {
          if (rows.length > 0) {
            float[] found = decoder.divergences(becomes.normed(), is.normed());
            System.arraycopy(found, 0, all, positions[0] - from, found.length);
          }
        }
      }
    }
    requireFinite(all);
    return all;
  }

  private static void requireFinite(float[] divergences) {
    for (float divergence : divergences) {
      if (!Float.isFinite(divergence)) {
        throw new EngineException(
            EngineReason.NOT_FINITE,
            "the logits are not finite; the interventions are too strong, or the weights themselves"
                + " are not finite");
      }
    }
  }

  /** One sequence as a batch of its own. */
  private record Alone(
      SharedBatches.Batch batch, List<SharedBatches.Sequence> sequences, List<Window> windows) {

    BatchRun start(Decoder decoder) {
      BatchRun.Layout layout = BatchRun.Layout.of(batch.forest(), windows);
      return BatchRun.start(decoder, batch.plan(sequences), decoder.config().blocks(), layout);
    }
  }

  private Alone alone(SteeredSequence steered, int[] ids) {
    List<SharedBatches.Sequence> sequences =
        List.of(new SharedBatches.Sequence(new EditResolver(texts).resolve(steered), ids));
    SharedBatches.Batch batch =
        new SharedBatches(decoder.config(), decoder.config().blocks(), maxBatchTokens)
            .of(sequences)
            .getFirst();
    return new Alone(batch, sequences, batch.forest().windows(BatchRun.WINDOW));
  }
}
