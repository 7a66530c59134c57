package org.steermesh.engine;

import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.steermesh.engine.GenerationResult.Finish;
import org.steermesh.engine.decoder.NextTokens;
import org.steermesh.engine.steering.SteeringReceipt;
import org.steermesh.engine.tokenizer.TextTokenizer;

/** One sequence while it is generated. */
final class GeneratingRow {

  private final GenerationRequest request;
  private final Consumer<GeneratedToken> onToken;
  private final Set<Integer> endTokens;
  private final Sampler sampler;
  private final TextStream text;
  private final @Nullable TextWatch watch;
  private int[] ids = new int[16];
  private int count;
  private @Nullable Finish finish;

  /** A row and what it needs of the model. */
  GeneratingRow(
      GenerationRequest request, Consumer<GeneratedToken> onToken, TextTokenizer tokenizer) {
    this.request = request;
    this.onToken = onToken;
    this.endTokens = tokenizer.endOfTextIds();
    this.sampler =
        new Sampler(request.sampling(), request.tokens().ids(), tokenizer.vocabularySize());
    this.watch = request.watch() == null ? null : new TextWatch(request.watch());
    this.text = new TextStream(tokenizer.streamDecoder(), request.sampling().stopStrings());
  }

  /** Chooses the next token and hands it over. */
  void choose(NextTokens.Row row, int context) {
    Sampler.Choice choice = sampler.choose(row);
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
    }
    ids[count++] = choice.id();
    boolean ends = request.sampling().stopAtEndOfText() && endTokens.contains(choice.id());
    if (!ends) {
      text.add(choice.id());
    }
    finish = finish(ends, context);
    if (watch != null && watch.add(choice.id(), row) && watch.stops() && finish == null) {
      finish = Finish.WATCH;
    }
    String piece = finish == null ? text.ready() : text.rest();
    if (text.stopped()) {
      finish = Finish.STOP_STRING;
    }
    onToken.accept(
        new GeneratedToken(choice.id(), choice.logProbability(), piece, choice.alternatives()));
  }

  private @Nullable Finish finish(boolean ends, int context) {
    if (ends) {
      return Finish.END_OF_TEXT;
    } else if (text.stopped()) {
      return Finish.STOP_STRING;
    } else if (count == request.sampling().maxTokens()) {
      return Finish.MAX_TOKENS;
    } else if (request.tokens().length() + count >= context) {
      return Finish.CONTEXT_FULL;
    }
    return null;
  }

  /** What the strengths are multiplied by from now on. */
  float scale() {
    return watch == null ? 1 : watch.scale();
  }

  boolean running() {
    return finish == null;
  }

  float temperature() {
    return request.sampling().temperature();
  }

  /** The last position that is known: its logits decide the next token. */
  int lastPosition() {
    return request.tokens().length() + count - 1;
  }

  /** The token to run next; none when this sequence is finished. */
  int[] next() {
    return running() ? new int[] {ids[count - 1]} : new int[0];
  }

  GenerationResult result(SteeringReceipt receipt, int cachedTokens) {
    if (finish == null) {
      throw new IllegalStateException("the sequence is still running");
    }
    return new GenerationResult(
        Arrays.copyOf(ids, count),
        text.text(),
        finish,
        receipt,
        watch == null ? null : watch.report(),
        cachedTokens);
  }
}
