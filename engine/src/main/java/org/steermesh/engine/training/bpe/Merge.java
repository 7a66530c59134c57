package org.steermesh.engine.training.bpe;

/**
 * Two pieces that become one.
 *
 * @param left id of the first piece
 * @param right id of the second
 */
record Merge(int left, int right) implements Comparable<Merge> {

  @Override
  public int compareTo(Merge other) {
    int byLeft = Integer.compare(left, other.left);
    return byLeft != 0 ? byLeft : Integer.compare(right, other.right);
  }
}
