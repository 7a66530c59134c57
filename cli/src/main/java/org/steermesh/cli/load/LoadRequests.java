package org.steermesh.cli.load;

import java.util.List;
import java.util.SplittableRandom;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.Sampling;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.TokenPrompt;

/** The requests of a load: greedy, of random tokens, never ending early. */
final class LoadRequests {

  private static final int INPUTS = 1;
  private static final int FATES = 2;

  private final LoadPlan plan;
  private final int vocabulary;

  LoadRequests(LoadPlan plan, int vocabulary) {
    this.plan = plan;
    this.vocabulary = vocabulary;
  }

  /** What goes wrong with a request. */
  enum Fate {
    WELL,
    CANCELLED,
    DEADLINE,
    MALFORMED
  }

  /** Which of the different requests a request is. */
  int kind(int index) {
    return index % plan.distinct();
  }

  /** A request; equal for equal kinds but for the caller. */
  GenerateRequest request(int index) {
    int kind = kind(index);
    SplittableRandom random = drawn(INPUTS, kind);
    TokenPrompt.Builder tokens = TokenPrompt.newBuilder();
    for (int left = inTurn(plan.inputTokens(), kind); left > 0; left--) {
      tokens.addIds(random.nextInt(vocabulary));
    }
    GenerateRequest.Builder request =
        GenerateRequest.newBuilder()
            .setInput(Input.newBuilder().setPrompt(Prompt.newBuilder().setTokens(tokens)))
            .setSampling(
                Sampling.newBuilder()
                    .setTemperature(0)
                    .setStopAtEndOfText(false)
                    .setMaxTokens(inTurn(plan.outputTokens(), kind)))
            .setCaller("load-" + index % plan.callers());
    if (!plan.steering().isEmpty()) {
      List<Intervention> steering = inTurn(plan.steering(), kind);
      request.addAllInterventions(steering);
    }
    return request.build();
  }

  private static <T> T inTurn(List<T> all, int index) {
    return all.get(index % all.size());
  }

  /**
   * What goes wrong with a request.
   *
   * @param random of the request, before anything is drawn from it
   */
  Fate fate(SplittableRandom random) {
    double at = random.nextDouble();
    LoadPlan.Trouble trouble = plan.trouble();
    if (at < trouble.cancelled()) {
      return Fate.CANCELLED;
    }
    if (at < trouble.cancelled() + trouble.deadlines()) {
      return Fate.DEADLINE;
    }
    return at < trouble.cancelled() + trouble.deadlines() + trouble.malformed()
        ? Fate.MALFORMED
        : Fate.WELL;
  }

  /**
   * Which of the vectors of the mesh is deleted while a request runs: its own; -1 for none.
   *
   * @param random of the request, after its fate
   * @param named how many vectors of the mesh steer the requests, in turn
   */
  int deleted(SplittableRandom random, int index, int named) {
    return named > 0 && random.nextDouble() < plan.trouble().deletions() ? kind(index) % named : -1;
  }

  /** Draws what a request's fate needs, the fate itself first. */
  SplittableRandom random(int index) {
    return drawn(FATES, index);
  }

  /**
   * Draws of one request for one purpose. Generators whose seeds are near each other begin alike,
   * so the seeds are scattered first.
   */
  private SplittableRandom drawn(int purpose, int index) {
    long own = new SplittableRandom(plan.seed()).nextLong() ^ (((long) purpose << 32) | index);
    return new SplittableRandom(new SplittableRandom(own).nextLong());
  }
}
