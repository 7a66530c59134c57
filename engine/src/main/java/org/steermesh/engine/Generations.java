package org.steermesh.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.NextTokens;
import org.steermesh.engine.decoder.PassResult;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.steering.Edit;
import org.steermesh.engine.steering.EditPlan;
import org.steermesh.engine.steering.SteeredSequence;
import org.steermesh.engine.tokenizer.TextTokenizer;
import org.steermesh.engine.torch.NativeValue;

/** Generates a batch of texts: the inputs in windows, then one token of each row at a time. */
final class Generations {

  private static final int FIRST_TOKENS = 128;

  private final Decoder decoder;
  private final TextTokenizer tokenizer;

  Generations(Decoder decoder, TextTokenizer tokenizer) {
    this.decoder = decoder;
    this.tokenizer = tokenizer;
  }

  /**
   * Generates.
   *
   * @param onTokens one receiver per request
   * @return one result per request, in order
   */
  List<GenerationResult> generate(
      List<GenerationRequest> requests,
      List<Consumer<GeneratedToken>> onTokens,
      CancelSignal cancel) {
    List<GeneratingRow> rows = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      rows.add(new GeneratingRow(requests.get(i), onTokens.get(i), tokenizer));
    }
    int blocks = decoder.config().blocks();
    EditPlan plan = EditPlan.of(steered(requests));
    try (BatchRun run = BatchRun.start(decoder, plan, blocks, layout(requests))) {
      Chains chains = new Chains(rows.size());
      List<int[]> inputs = requests.stream().map(request -> request.tokens().ids()).toList();
      int longest = inputs.stream().mapToInt(ids -> ids.length).max().orElse(0);
      for (int from = 0; from < longest; from += BatchRun.WINDOW) {
        step(run, chains.next(columns(inputs, from)), rows, cancel);
      }
      while (rows.stream().anyMatch(GeneratingRow::running)) {
        int[][] next = rows.stream().map(GeneratingRow::next).toArray(int[][]::new);
        step(run, chains.next(next), rows, cancel);
      }
      List<GenerationResult> results = new ArrayList<>();
      for (int i = 0; i < requests.size(); i++) {
        results.add(rows.get(i).result(run.plan().receipt(i, requests.get(i).interventions())));
      }
      return results;
    }
  }

  /** Runs the next tokens; rows whose last known token is among them choose one more. */
  private void step(BatchRun run, Window window, List<GeneratingRow> rows, CancelSignal cancel) {
    cancel.check();
    List<GeneratingRow> choosing = new ArrayList<>();
    List<Long> headRows = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      int last = rows.get(i).lastPosition();
      if (last >= window.start(i) && last < window.end(i)) {
        choosing.add(rows.get(i));
        headRows.add((long) window.flat(i, last));
      }
    }
    long[] flat = headRows.stream().mapToLong(Long::longValue).toArray();
    try (PassResult result = run.run(window, List.of(), flat)) {
      NextTokens next = nextTokens(result.normed(), choosing);
      for (int i = 0; i < choosing.size(); i++) {
        choosing.get(i).choose(next.row(i), decoder.config().context());
      }
    }
  }

  private NextTokens nextTokens(NativeValue normed, List<GeneratingRow> rows) {
    float[] temperatures = new float[rows.size()];
    for (int i = 0; i < temperatures.length; i++) {
      temperatures[i] = rows.get(i).temperature();
    }
    int choosable = Math.min(tokenizer.vocabularySize(), decoder.config().vocabulary());
    return decoder.nextTokens(normed, temperatures, choosable);
  }

  /** Rows of tokens that follow those run before. */
  private static final class Chains {
    private final int[] positions;

    Chains(int rows) {
      positions = new int[rows];
    }

    /** Lays out the next tokens of each row, possibly none. */
    Window next(int[][] tokens) {
      Window window = Window.of(tokens, positions);
      for (int row = 0; row < tokens.length; row++) {
        positions[row] += tokens[row].length;
      }
      return window;
    }
  }

  /** The columns {@code from} to {@code from + WINDOW} of rows of different lengths. */
  private static int[][] columns(List<int[]> rows, int from) {
    int[][] part = new int[rows.size()][];
    for (int i = 0; i < part.length; i++) {
      int length = rows.get(i).length;
      int to = Math.min(from + BatchRun.WINDOW, length);
      part[i] = Arrays.copyOfRange(rows.get(i), Math.min(from, length), to);
    }
    return part;
  }

  private static List<SteeredSequence> steered(List<GenerationRequest> requests) {
    return requests.stream()
        .map(request ->
            new SteeredSequence(
                request.tokens(), request.interventions().stream().map(Edit::of).toList()))
        .toList();
  }

  /** Room for the input and the first generated tokens; the cache grows with the rest. */
  private static BatchRun.Layout layout(List<GenerationRequest> requests) {
    int longest =
        requests.stream()
            .mapToInt(request ->
                request.tokens().length() + Math.min(FIRST_TOKENS, request.sampling().maxTokens()))
            .max()
            .orElse(0);
    return new BatchRun.Layout(requests.size(), longest, true);
  }
}
