package org.steermesh.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.PassResult;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.steering.Edit;
import org.steermesh.engine.steering.EditPlan;
import org.steermesh.engine.steering.EditResolver;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.ResolvedSequence;
import org.steermesh.engine.steering.SteeredSequence;
import org.steermesh.engine.steering.SteeringReceipt;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.tokenizer.TokenTexts;

/**
 * Log-probabilities of continuations. All single-token continuations of one input are read off one
 * sequence; each longer one is a sequence of its own, and shares what the others have computed.
 */
final class Scores {

  private final Decoder decoder;
  private final TokenTexts texts;
  private final int maxBatchTokens;

  Scores(Decoder decoder, TokenTexts texts, int maxBatchTokens) {
    this.decoder = decoder;
    this.texts = texts;
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
    List<SharedBatches.Sequence> sequences = sequences(rows, requests);
    SteeringReceipt[] receipts = new SteeringReceipt[requests.size()];
    SharedBatches batches =
        new SharedBatches(decoder.config(), decoder.config().blocks(), maxBatchTokens);
    for (SharedBatches.Batch batch : batches.of(sequences)) {
      List<Row> its = batch.sequences().stream().map(rows::get).toList();
      List<Window> windows = batch.forest().windows(BatchRun.WINDOW);
      BatchRun.Layout layout = BatchRun.Layout.of(batch.forest(), windows);
      EditPlan plan = batch.plan(sequences);
      try (BatchRun run = BatchRun.start(decoder, plan, decoder.config().blocks(), layout)) {
        for (Window window : windows) {
          cancel.check();
          runWindow(run, window, its);
        }
      }
      addReceipts(its, plan, requests, receipts);
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

  private List<SharedBatches.Sequence> sequences(List<Row> rows, List<ScoreRequest> requests) {
    EditResolver resolver = new EditResolver(texts);
    List<ResolvedSequence> edits =
        requests.stream().map(request -> resolver.resolve(steered(request))).toList();
    return rows.stream()
        .map(row -> new SharedBatches.Sequence(edits.get(row.request()), row.ids()))
        .toList();
  }

  private static void addReceipts(
      List<Row> batch, EditPlan plan, List<ScoreRequest> requests, SteeringReceipt[] receipts) {
    for (int i = 0; i < batch.size(); i++) {
      Row row = batch.get(i);
      if (row.first()) {
        List<Intervention> interventions = requests.get(row.request()).interventions();
        receipts[row.request()] = plan.receipt(i, interventions);
      }
    }
  }

  /** A wanted token and the flat index of the token that it follows. */
  private record Pair(int flat, Wanted wanted) {}

  private void runWindow(BatchRun run, Window window, List<Row> batch) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      for (Wanted wanted : batch.get(i).wanted()) {
        if (wanted.position() >= window.start(i) && wanted.position() < window.end(i)) {
          pairs.add(new Pair(window.flat(i, wanted.position()), wanted));
        }
      }
    }
    pairs.sort(Comparator.comparingInt(Pair::flat));
    long[] headRows = pairs.stream().mapToLong(Pair::flat).distinct().toArray();
    try (PassResult result = run.run(window, List.of(), headRows)) {
      if (!pairs.isEmpty()) {
        long[] ids = pairs.stream().mapToLong(pair -> pair.wanted().id()).toArray();
        long[] rows =
            pairs.stream().mapToLong(pair -> Arrays.binarySearch(headRows, pair.flat())).toArray();
        take(pairs, decoder.logProbabilities(result.normed(), rows, ids));
      }
    }
  }

  private static void take(List<Pair> pairs, float[] logProbabilities) {
    for (int i = 0; i < logProbabilities.length; i++) {
      if (Float.isNaN(logProbabilities[i])) {
        throw new EngineException(
            EngineReason.NOT_FINITE,
            "the logits are not finite; the interventions are too strong, or the weights themselves are not finite");
      }
      Wanted wanted = pairs.get(i).wanted();
      wanted.answer()[wanted.index()] = logProbabilities[i];
    }
  }

  private static SteeredSequence steered(ScoreRequest request) {
    return new SteeredSequence(
        request.tokens(), request.interventions().stream().map(Edit::of).toList());
  }
}
