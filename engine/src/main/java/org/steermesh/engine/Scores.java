package org.steermesh.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.PassResult;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.steering.Edit;
import org.steermesh.engine.steering.SteeredSequence;
import org.steermesh.engine.steering.SteeringReceipt;
import org.steermesh.engine.tokenizer.TokenSequence;

/**
 * Log-probabilities of continuations. All single-token continuations of one input share one pass
 * over it; each longer one is a sequence of its own.
 */
final class Scores {

  private final Decoder decoder;
  private final int maxBatchTokens;

  Scores(Decoder decoder, int maxBatchTokens) {
    this.decoder = decoder;
    this.maxBatchTokens = maxBatchTokens;
  }

  /** A token whose probability is wanted: after which position, and where the answer goes. */
  private record Wanted(int position, int id, float[] answer, int index) {}

  /**
   * One sequence to run.
   *
   * @param request index of the request
   * @param first whether the request's first continuation is scored here
   * @param ids the input and all but the last token of the continuation
   */
  private record Row(int request, boolean first, int[] ids, List<Wanted> wanted) {}

  List<ScoreResult> score(List<ScoreRequest> requests, CancelSignal cancel) {
    List<Row> rows = new ArrayList<>();
    List<List<float[]>> answers = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      answers.add(addRows(i, requests.get(i), rows));
    }
    SteeringReceipt[] receipts = new SteeringReceipt[requests.size()];
    int[] lengths = rows.stream().mapToInt(row -> row.ids().length).toArray();
    for (List<Integer> batch : Batches.of(lengths, maxBatchTokens)) {
      run(batch.stream().map(rows::get).toList(), requests, receipts, cancel);
    }
    List<ScoreResult> results = new ArrayList<>();
    for (int i = 0; i < receipts.length; i++) {
      results.add(new ScoreResult(answers.get(i), receipts[i]));
    }
    return results;
  }

  private static List<float[]> addRows(int index, ScoreRequest request, List<Row> rows) {
    TokenSequence tokens = request.tokens();
    int last = tokens.length() - 1;
    List<float[]> answers = new ArrayList<>();
    List<Wanted> single = new ArrayList<>();
    boolean firstIsSingle = request.continuations().getFirst().length == 1;
    for (int c = 0; c < request.continuations().size(); c++) {
      int[] continuation = request.continuations().get(c);
      float[] answer = new float[continuation.length];
      answers.add(answer);
      if (continuation.length == 1) {
        single.add(new Wanted(last, continuation[0], answer, 0));
      } else {
        rows.add(
            new Row(
                index,
                c == 0,
                joined(tokens.ids(), continuation),
                wanted(last, continuation, answer)));
      }
    }
    if (!single.isEmpty()) {
      rows.add(new Row(index, firstIsSingle, tokens.ids(), single));
    }
    return answers;
  }

  private static int[] joined(int[] input, int[] continuation) {
    int[] ids = Arrays.copyOf(input, input.length + continuation.length - 1);
    System.arraycopy(continuation, 0, ids, input.length, continuation.length - 1);
    return ids;
  }

  private static List<Wanted> wanted(int last, int[] continuation, float[] answer) {
    List<Wanted> all = new ArrayList<>();
    for (int i = 0; i < continuation.length; i++) {
      all.add(new Wanted(last + i, continuation[i], answer, i));
    }
    return all;
  }

  private void run(
      List<Row> batch,
      List<ScoreRequest> requests,
      SteeringReceipt[] receipts,
      CancelSignal cancel) {
    List<SteeredSequence> sequences =
        batch.stream().map(row -> steered(requests.get(row.request()))).toList();
    List<int[]> inputs = batch.stream().map(Row::ids).toList();
    int longest = inputs.stream().mapToInt(ids -> ids.length).max().orElse(0);
    BatchRun.Layout layout = new BatchRun.Layout(batch.size(), longest, false, false);
    int blocks = decoder.config().blocks();
    try (BatchRun run = BatchRun.start(decoder, sequences, blocks, layout)) {
      for (int from = 0; from < longest; from += BatchRun.WINDOW) {
        cancel.check();
        runWindow(run, run.next(BatchRun.columns(inputs, from)), batch);
      }
      for (int i = 0; i < batch.size(); i++) {
        Row row = batch.get(i);
        if (row.first()) {
          receipts[row.request()] =
              run.plan().receipt(i, requests.get(row.request()).interventions());
        }
      }
    }
  }

  private void runWindow(BatchRun run, Window window, List<Row> batch) {
    List<Long> headRows = new ArrayList<>();
    List<Long> pairRows = new ArrayList<>();
    List<Wanted> pairs = new ArrayList<>();
    for (int row = 0; row < batch.size(); row++) {
      int position = -1;
      for (Wanted wanted : batch.get(row).wanted()) {
        if (wanted.position() >= window.start(row) && wanted.position() < window.end(row)) {
          if (wanted.position() != position) {
            position = wanted.position();
            headRows.add(window.flat(row, position));
          }
          pairRows.add(headRows.size() - 1L);
          pairs.add(wanted);
        }
      }
    }
    try (PassResult result = run.run(window, List.of(), longs(headRows))) {
      if (!pairs.isEmpty()) {
        long[] ids = pairs.stream().mapToLong(Wanted::id).toArray();
        take(pairs, decoder.logProbabilities(result.normed(), longs(pairRows), ids));
      }
    }
  }

  private static void take(List<Wanted> pairs, float[] logProbabilities) {
    for (int i = 0; i < logProbabilities.length; i++) {
      if (Float.isNaN(logProbabilities[i])) {
        throw new EngineException(
            EngineReason.NOT_FINITE,
            "the logits are not finite; the interventions are too strong, or the weights themselves are not finite");
      }
      pairs.get(i).answer()[pairs.get(i).index()] = logProbabilities[i];
    }
  }

  private static SteeredSequence steered(ScoreRequest request) {
    return new SteeredSequence(
        request.tokens(), request.interventions().stream().map(Edit::of).toList());
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }
}
