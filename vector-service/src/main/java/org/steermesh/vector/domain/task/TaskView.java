package org.steermesh.vector.domain.task;

/**
 * Which items are taken, into which part, and how they are shown.
 *
 * @param protocol whose rules
 * @param seed of every shuffle, 0 to 2^32 - 1
 * @param sizes how many items
 * @param byGroup whether items of one group, and those that repeat one another, stay in one part
 */
public record TaskView(Protocol protocol, long seed, Sizes sizes, boolean byGroup) {

  /** The largest seed: NumPy's legacy generator takes 32 bits. */
  public static final long LARGEST_SEED = 0xffff_ffffL;

  /** Most items of a view that says nothing; the published configurations use it. */
  public static final int DEFAULT_MOST = 4000;

  /** How items are split, permuted and shown. */
  public enum Protocol {
    /** As the published code does it. */
    PAPER,
    /** Groups stay together; every item has a permutation of its own. */
    SOUND
  }

  /** A part of the items. */
  public enum Part {
    /** All three. */
    ALL("whole"),
    /** What vectors are made from. */
    TRAIN("training"),
    /** What chooses. */
    VALIDATION("validation"),
    /** What is looked at once. */
    TEST("test");

    private final String title;

    Part(String title) {
      this.title = title;
    }

    /** What people call it. */
    String title() {
      return title;
    }
  }

  /**
   * How many items the parts have.
   *
   * @param most over all parts; 0 when the parts are given
   * @param train of the training part; all three 0 for 60, 20 and 20 percent
   * @param validation of the validation part
   * @param test of the test part
   */
  public record Sizes(int most, int train, int validation, int test) {

    boolean areGiven() {
      return train + (long) validation + test > 0;
    }

    /** The sizes for so many items: rounded down, the rest in the training part. */
    int[] of(int items) {
      if (areGiven()) {
        return new int[] {train, validation, test};
      }
      int total = Math.min(items, most);
      // In float64, as the published code rounds.
      int ofTrain = (int) (total * 0.6);
      int ofOthers = (int) (total * 0.2);
      int rest = total - ofTrain - 2 * ofOthers;
      return new int[] {ofTrain + rest, ofOthers, ofOthers};
    }
  }
}
