package org.steermesh.cli.load;

import java.util.List;
import org.steermesh.type.v1.Intervention;

/**
 * A load.
 *
 * @param requests how many requests, at least 1
 * @param distinct how many different ones among them, at least 1
 * @param pace when they are sent
 * @param inputTokens lengths of the inputs, taken in turn
 * @param outputTokens lengths of the texts, taken in turn
 * @param steering what steers each, taken in turn; empty for none
 * @param callers as how many callers they are sent
 * @param trouble what goes wrong on purpose
 * @param seed of all that is drawn
 */
public record LoadPlan(
    int requests,
    int distinct,
    Pace pace,
    List<Integer> inputTokens,
    List<Integer> outputTokens,
    List<List<Intervention>> steering,
    int callers,
    Trouble trouble,
    long seed) {

  /** Copies the lists. */
  public LoadPlan {
    inputTokens = List.copyOf(inputTokens);
    outputTokens = List.copyOf(outputTokens);
    steering = List.copyOf(steering);
  }

  /** When requests are sent. */
  public sealed interface Pace {

    /**
     * Closed loop: the next one when one has ended.
     *
     * @param concurrency how many are under way, at least 1
     */
    record Closed(int concurrency) implements Pace {}

    /**
     * Open loop: whatever the service does, as people come.
     *
     * @param perSecond how many on average; the time between two is drawn from an exponential
     *     distribution
     */
    record Open(double perSecond) implements Pace {}
  }

  /**
   * Parts of the requests, 0 to 1 each.
   *
   * @param cancelled left by their caller after some token
   * @param deadlines given a deadline that many will miss
   * @param malformed sent with a field that must be refused
   * @param deletions before which their vector of the mesh is deleted, to be imported again after
   */
  public record Trouble(double cancelled, double deadlines, double malformed, double deletions) {

    /** All goes well. */
    public static final Trouble NONE = new Trouble(0, 0, 0, 0);
  }

  /** The same in size, with other inputs: what was kept of earlier ones is of no use to it. */
  public LoadPlan seeded(long other) {
    return new LoadPlan(
        requests, distinct, pace, inputTokens, outputTokens, steering, callers, trouble, other);
  }

  /** The same, steered in another way. */
  public LoadPlan steered(List<List<Intervention>> other) {
    return new LoadPlan(
        requests, distinct, pace, inputTokens, outputTokens, other, callers, trouble, seed);
  }

  /** So many of the same, at another pace, with nothing going wrong. */
  public LoadPlan paced(int count, Pace other) {
    return new LoadPlan(
        count, distinct, other, inputTokens, outputTokens, steering, callers, Trouble.NONE, seed);
  }
}
