package org.steermesh.engine.decoder;

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
      NativeValue grown = decoder.grow(value, wider);
      value.close();
      value = grown;
      slots = wider;
    }
    return value;
  }

  /** Slots that there is room for now. */
  public int slots() {
    return slots;
  }

  @Override
  public void close() {
    value.close();
  }
}
