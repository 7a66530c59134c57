package org.steermesh.engine.torch;

import java.lang.foreign.ValueLayout;

/**
 * What the C library does with memory that tensors give back. By default large pieces go back to
 * the system and fault in again page by page: with steps of some hundred megabytes of short-lived
 * tensors, half of the time.
 */
public final class FreedMemory {

  // The numbers of glibc's malloc.h.
  private static final int TRIM_THRESHOLD = -1;
  private static final int TOP_PAD = -2;
  private static final int MMAP_THRESHOLD = -3;

  private static final int TWO_GIBIBYTES = Integer.MAX_VALUE;
  private static final int QUARTER_GIBIBYTE = 1 << 28;

  private FreedMemory() {}

  /** Keeps freed memory for the process; without glibc nothing changes. */
  public static void keep() {
    CFunction.find("mallopt", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)
        .ifPresent(FreedMemory::keep);
  }

  private static void keep(CFunction mallopt) {
    int done =
        mallopt.call(MMAP_THRESHOLD, TWO_GIBIBYTES)
            & mallopt.call(TRIM_THRESHOLD, TWO_GIBIBYTES)
            & mallopt.call(TOP_PAD, QUARTER_GIBIBYTE);
    if (done != 1) {
      throw new IllegalStateException("mallopt refused its arguments");
    }
  }
}
