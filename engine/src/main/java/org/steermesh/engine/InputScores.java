package org.steermesh.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.NextTokens;
import org.steermesh.engine.decoder.PassResult;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.steering.Edit;
import org.steermesh.engine.steering.EditResolver;
import org.steermesh.engine.steering.SteeredSequence;
import org.steermesh.engine.tokenizer.TextTokenizer;

/** How likely the tokens of an input are, each after those before it. */
final class InputScores {

  /** Logits that are looked at in one go. */
  private static final int MOST_FLOATS = 1 << 22;

  private final Decoder decoder;
  private final TextTokenizer tokenizer;
  private final int maxBatchTokens;

  InputScores(Decoder decoder, TextTokenizer tokenizer, int maxBatchTokens) {
    this.decoder = decoder;
    this.tokenizer = tokenizer;
    this.maxBatchTokens = maxBatchTokens;
  }

  /** One per token after the first; the input's last token need not run. */
  List<InputToken> of(GenerationRequest request, CancelSignal cancel) {
    int[] ids = request.tokens().ids();
    int[] running = Arrays.copyOf(ids, ids.length - 1);
    if (running.length == 0) {
      return List.of();
    }
    List<Edit> edits = request.interventions().stream().map(Edit::of).toList();
    List<SharedBatches.Sequence> sequences =
        List.of(
            new SharedBatches.Sequence(
                new EditResolver(tokenizer.texts())
                    .resolve(new SteeredSequence(request.tokens(), edits)),
                running));
    int blocks = decoder.config().blocks();
    SharedBatches.Batch batch =
        new SharedBatches(decoder.config(), blocks, maxBatchTokens).of(sequences).getFirst();
    int most = Math.clamp(MOST_FLOATS / decoder.config().vocabulary(), 1, BatchRun.WINDOW);
    List<Window> windows = batch.forest().windows(most);
    BatchRun.Layout layout = BatchRun.Layout.of(batch.forest(), windows);
    List<InputToken> scores = new ArrayList<>();
    try (BatchRun run = BatchRun.start(decoder, batch.plan(sequences), blocks, layout)) {
      for (Window window : windows) {
        cancel.check();
        int[] positions = IntStream.range(window.start(0), window.end(0)).toArray();
        long[] rows = Arrays.stream(positions).mapToLong(at -> window.flat(0, at)).toArray();
        try (PassResult result = run.run(window, List.of(), rows)) {
          NextTokens next = next(result, rows.length);
          for (int i = 0; i < rows.length; i++) {
            scores.add(
                score(next.row(i), ids[positions[i] + 1], request.sampling().alternatives()));
          }
        }
      }
    }
    return scores;
  }

  private int choosable() {
    return Math.min(tokenizer.vocabularySize(), decoder.config().vocabulary());
  }

  private NextTokens next(PassResult result, int rows) {
    return decoder.nextTokens(result.normed(), new float[rows], choosable());
  }

  private InputToken score(NextTokens.Row row, int id, int alternatives) {
    Sampler.check(row);
    return new InputToken(
        id, row.logits()[id] - row.logSumExp(), Likeliest.of(row, alternatives, choosable()));
  }
}
