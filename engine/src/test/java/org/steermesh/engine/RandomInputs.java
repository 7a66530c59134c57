package org.steermesh.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Span;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.tokenizer.TokenSequence;

/** Inputs that begin alike more often than not, and interventions that are often the same. */
final class RandomInputs {

  private static final int BOS = 376;
  private static final int OPEN = 70;
  private static final int LETTER = 71;
  private static final int CLOSE = 72;

  private final Random random;
  private final List<Operation> operations;
  private final int blocks;
  private final List<int[]> prompts = new ArrayList<>();

  RandomInputs(long seed, List<Operation> operations, int blocks) {
    this.random = new Random(seed);
    this.operations = operations;
    this.blocks = blocks;
    prompts.add(new int[] {BOS});
  }

  /** A prompt that often goes on from the beginning of an earlier one, and the completion (B). */
  TokenSequence tokens(int longestTail) {
    int[] earlier = anyOf(prompts);
    int kept = 1 + random.nextInt(earlier.length);
    int tail = random.nextInt(longestTail + 1);
    int[] prompt = Arrays.copyOf(earlier, kept + tail);
    for (int i = kept; i < prompt.length; i++) {
      prompt[i] = 40 + random.nextInt(4);
    }
    prompts.add(prompt);
    int[] ids = Arrays.copyOf(prompt, prompt.length + 3);
    ids[prompt.length] = OPEN;
    ids[prompt.length + 1] = LETTER;
    ids[prompt.length + 2] = CLOSE;
    return tokens(ids, prompt.length);
  }

  /** Every token after the first is one character of the text. */
  private static TokenSequence tokens(int[] ids, int promptLength) {
    StringBuilder text = new StringBuilder();
    int[] starts = new int[ids.length];
    int[] ends = new int[ids.length];
    starts[0] = -1;
    ends[0] = -1;
    for (int i = 1; i < ids.length; i++) {
      starts[i] = i - 1;
      ends[i] = i;
      text.append(
          switch (ids[i]) {
            case OPEN -> '(';
            case LETTER -> 'B';
            case CLOSE -> ')';
            default -> (char) ('a' + ids[i] - 40);
          });
    }
    return new TokenSequence(ids, promptLength, text.toString(), starts, ends, true);
  }

  /** None to two, out of a number that two sequences often draw the same of. */
  List<Intervention> interventions() {
    List<Intervention> all = new ArrayList<>();
    for (int count = random.nextInt(3); count > 0; count--) {
      Target target = anyOf(List.of(Target.values()));
      Site site = new Site(random.nextInt(blocks), target);
      Operation operation = anyOf(operations);
      float strength = random.nextInt(3) - 1;
      all.add(new Intervention(site, positions(), operation, strength));
    }
    return all;
  }

  private <T> T anyOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private Positions positions() {
    PositionRule rule = anyOf(List.of(PositionRule.values()));
    return switch (rule) {
      case FROM_MARKER -> Positions.fromMarker("(");
      case INDICES -> Positions.at(List.of(1, -2));
      // From J to I.
      case PROMPT_ONLY, GENERATED_ONLY ->
          Positions.of(rule).without(Set.of(), List.of(new Span.Marked("J", "I")));
      case ALL_BUT_BOS -> Positions.of(rule).without(Set.of(41), List.of());
      default -> Positions.of(rule);
    };
  }

  /** A continuation of up to so many tokens. */
  int[] continuation(int longest) {
    int[] ids = new int[1 + random.nextInt(longest)];
    Arrays.setAll(ids, _ -> 40 + random.nextInt(2));
    return ids;
  }
}
