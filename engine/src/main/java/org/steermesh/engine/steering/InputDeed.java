package org.steermesh.engine.steering;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an edit does to any token of an input that it selects. Compared by content: the same vectors
 * in other arrays are the same deed.
 */
final class InputDeed {

  private final List<Object> content;
  private final int hash;
  private final long bytes;

  private InputDeed(List<Object> content, long bytes) {
    this.content = content;
    this.hash = content.hashCode();
    this.bytes = bytes;
  }

  /**
   * The deed of an edit.
   *
   * @param strength lambda over the input
   * @param number of the edit among those of the input. Of two edits that are otherwise the same,
   *     each has the memory of its own gate, so that one cannot go on where the other stopped
   */
  static InputDeed of(Edit edit, float strength, int number) {
    Gate gate = edit.gate();
    return new InputDeed(
        List.of(
            edit.block(),
            edit.point(),
            strength,
            EditContent.of(edit.operation()),
            gate == null ? "no gate" : EditContent.of(gate),
            gate != null && gate.remembers() ? number : -1),
        EditContent.bytes(edit.operation()) + bytes(gate));
  }

  private static long bytes(@Nullable Gate gate) {
    return gate == null ? 0 : EditContent.bytes(gate);
  }

  /** Memory of its numbers. */
  long bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || (other instanceof InputDeed deed && deed.hash == hash && deed.content.equals(content));
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
