package org.steermesh.engine;

import java.util.Arrays;
import org.steermesh.engine.decoder.KeyValueCache;
import org.steermesh.engine.decoder.NextTokens;
import org.steermesh.engine.steering.SteeredRow;

/** One generation of a running batch. For one thread. */
final class RunningRow implements AutoCloseable {

  private final GenerationRequest request;
  private final GenerationListener listener;
  private final GeneratingRow text;
  private final SteeredRow steering;
  private final KeyValueCache cache;
  private int ran;

  /** Takes the cache over. */
  RunningRow(GeneratingRow text, SteeredRow steering, Joined joined) {
    this.request = joined.request();
    this.listener = joined.listener();
    this.cache = joined.cache();
    this.text = text;
    this.steering = steering;
  }

  /** What is wanted, who follows it, and its memory. */
  record Joined(GenerationRequest request, GenerationListener listener, KeyValueCache cache) {}

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

  /** Chooses the next token and hands it over; whether it was the last one. */
  boolean choose(NextTokens.Row row, int context) {
    steering.check();
    text.choose(row, context);
    steering.scale(text.scale());
    return !text.running();
  }

  GenerationResult result() {
    return text.result(steering.receipt(request.interventions()));
  }

  @Override
  public void close() {
    cache.close();
  }
}
