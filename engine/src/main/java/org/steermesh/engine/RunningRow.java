package org.steermesh.engine;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.steermesh.engine.decoder.KeyValueCache;
import org.steermesh.engine.decoder.NextTokens;
import org.steermesh.engine.steering.InputPages;
import org.steermesh.engine.steering.SteeredRow;

/** One generation of a running batch. For one thread. */
final class RunningRow implements AutoCloseable {

  private final GenerationRequest request;
  private final GenerationListener listener;
  private final GeneratingRow text;
  private final SteeredRow steering;
  private final KeyValueCache cache;
  private final @Nullable InputPages pages;
  private final int cachedTokens;
  private int ran;

  /** Takes the cache over. */
  RunningRow(GeneratingRow text, SteeredRow steering, Joined joined) {
    this.request = joined.request();
    this.listener = joined.listener();
    this.cache = joined.cache();
    this.pages = joined.pages();
    this.cachedTokens = joined.cachedTokens();
    this.ran = joined.cachedTokens();
    this.text = text;
    this.steering = steering;
  }

  /**
   * A generation that begins.
   *
   * @param request what is wanted
   * @param listener who follows it
   * @param cache its memory
   * @param pages of its input, where those are kept; else none
   * @param cachedTokens tokens of its input that are in the cache already
   */
  record Joined(
      GenerationRequest request,
      GenerationListener listener,
      KeyValueCache cache,
      @Nullable InputPages pages,
      int cachedTokens) {}

  GenerationListener listener() {
    return listener;
  }

  SteeredRow steering() {
    return steering;
  }

  KeyValueCache cache() {
    return cache;
  }

  /** Tokens that a request may come to keep. */
  static int reserved(GenerationRequest request, int context) {
    return Math.min(context, request.tokens().length() + request.sampling().maxTokens());
  }

  int reserved(int context) {
    return reserved(request, context);
  }

  /** Tokens of the input that have not run. */
  int inputLeft() {
    return Math.max(0, request.tokens().length() - ran);
  }

  /** Where the next token stands. */
  int ran() {
    return ran;
  }

  /** The tokens to run next: so many of the input, or the one generated last. */
  int[] next(int share) {
    return inputLeft() > 0
        ? Arrays.copyOfRange(request.tokens().ids(), ran, ran + share)
        : text.next();
  }

  /** Notes that tokens have run; whether the next one can be chosen now. */
  boolean advance(int tokens) {
    ran += tokens;
    return tokens > 0 && inputLeft() == 0;
  }

  float temperature() {
    return text.temperature();
  }

  /**
   * Refuses what came out.
   *
   * @throws EngineException NOT_FINITE
   */
  void check() {
    steering.check();
  }

  /** The pages of its input, right after the last of its tokens has run. */
  Optional<InputPages> finishedPages() {
    return ran == request.tokens().length() ? Optional.ofNullable(pages) : Optional.empty();
  }

  /** Chooses the next token and hands it over; whether it was the last one. */
  boolean choose(NextTokens.Row row, int context) {
    text.choose(row, context);
    steering.scale(text.scale());
    return !text.running();
  }

  GenerationResult result() {
    return text.result(steering.receipt(request.interventions()), cachedTokens);
  }

  @Override
  public void close() {
    cache.close();
  }
}
