package org.steermesh.vector.domain.task;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a split needs to know of every item, 17 bytes each: its group, its content, and which
 * protocols use it. Grows by appending; the items themselves are never held.
 */
public final class ItemIndex {

  /** Bytes of one item. */
  public static final int ENTRY_BYTES = 2 * Long.BYTES + 1;

  private long[] groups = new long[1024];
  private long[] contents = new long[1024];
  private byte[] scopes = new byte[1024];
  private int size;

  /** Number of items. */
  public int size() {
    return size;
  }

  /** Appends an item. */
  public void add(ChoiceItem item) {
    append(item.groupHash(), item.contentHash(), item.scope().code());
  }

  /** Appends what {@link #toBytes} wrote. */
  public void addBytes(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.remaining() >= ENTRY_BYTES) {
      append(buffer.getLong(), buffer.getLong(), buffer.get());
    }
  }

  /** The items from one index on. */
  public byte[] toBytes(int from) {
    ByteBuffer buffer = ByteBuffer.allocate((size - from) * ENTRY_BYTES);
    for (int i = from; i < size; i++) {
      buffer.putLong(groups[i]).putLong(contents[i]).put(scopes[i]);
    }
    return buffer.array();
  }

  private void append(long group, long content, byte scope) {
    if (size == groups.length) {
      groups = Arrays.copyOf(groups, 2 * size);
      contents = Arrays.copyOf(contents, 2 * size);
      scopes = Arrays.copyOf(scopes, 2 * size);
    }
    groups[size] = group;
    contents[size] = content;
    scopes[size++] = scope;
  }

  /** Items that a protocol uses, in the order of the data set. */
  int[] usedBy(TaskView.Protocol protocol) {
    ChoiceItem.Scope other =
        protocol == TaskView.Protocol.PAPER
            ? ChoiceItem.Scope.SOUND_ONLY
            : ChoiceItem.Scope.PAPER_ONLY;
    int[] used = new int[size];
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (scopes[i] != other.code()) {
        used[count++] = i;
      }
    }
    return Arrays.copyOf(used, count);
  }

  /**
   * For every item, a number of its unit: items of one group are of one unit, and so are items that
   * repeat one another. Units are numbered in the order in which they first come.
   */
  int[] units() {
    return new Units(groups, contents, size).numbers();
  }

  /** How many different groups there are. */
  public int groupCount() {
    return distinct(groups);
  }

  /** How many items repeat an earlier one. */
  public int repeatedCount() {
    return size - distinct(contents);
  }

  private int distinct(long[] values) {
    long[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        count++;
      }
    }
    return count;
  }
}
