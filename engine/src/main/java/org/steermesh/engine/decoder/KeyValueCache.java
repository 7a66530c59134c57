package org.steermesh.engine.decoder;

import java.util.List;
import org.steermesh.engine.torch.NativeScope;
import org.steermesh.engine.torch.NativeValue;

/** Keys and values of the tokens that a batch has run; grows as needed. For one thread. */
public final class KeyValueCache implements AutoCloseable {

  private final Decoder decoder;
  private NativeValue value;
  private int slots;

  KeyValueCache(Decoder decoder, NativeValue value, int slots) {
    this.decoder = decoder;
    this.value = value;
    this.slots = slots;
  }

  /** The native cache, with room for slots 0 to {@code needed - 1}. */
  NativeValue with(int needed) {
    if (needed > slots) {
      int wider = Math.max(needed, slots + slots / 2);
      NativeValue grown = grown(wider);
      value.close();
      value = grown;
      slots = wider;
    }
    return value;
  }

  private NativeValue grown(int wider) {
    try (NativeValue wanted = NativeValue.of(wider)) {
      return decoder.program().call("grow_cache", value, wanted);
    }
  }

  /** Slots that there is room for now. */
  public int slots() {
    return slots;
  }

  /**
   * Copies of tokens that have run, page by page, for {@link #begin}; of a cache of one row. Each
   * is to be closed.
   *
   * @param first number of the first page
   * @param pages how many
   * @param tokens of each page
   */
  public List<NativeValue> pages(int first, int pages, int tokens) {
    try (NativeScope scope = new NativeScope()) {
      NativeValue copies =
          scope.add(
              decoder
                  .program()
                  .call(
                      "copy_pages",
                      value,
                      scope.add(NativeValue.of((long) first * tokens)),
                      scope.add(NativeValue.of(pages)),
                      scope.add(NativeValue.of(tokens))));
      return copies.toList();
    }
  }

  /** Takes copies of pages over as its first tokens; the pages stay as they are. */
  public void begin(List<NativeValue> pages) {
    try (NativeScope scope = new NativeScope()) {
      NativeValue all = scope.add(NativeValue.tensorList(pages));
      scope.add(decoder.program().call("begin_cache", value, all));
    }
  }

  @Override
  public void close() {
    value.close();
  }
}
