package org.steermesh.engine.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

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
  @SuppressWarnings("restricted")
  public static void keep() {
    Linker linker = Linker.nativeLinker();
    MemorySegment mallopt = linker.defaultLookup().find("mallopt").orElse(MemorySegment.NULL);
    if (mallopt.equals(MemorySegment.NULL)) {
      return;
    }
    MethodHandle set =
        linker.downcallHandle(
            mallopt,
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try {
      int done =
          (int) set.invokeExact(MMAP_THRESHOLD, TWO_GIBIBYTES)
              & (int) set.invokeExact(TRIM_THRESHOLD, TWO_GIBIBYTES)
              & (int) set.invokeExact(TOP_PAD, QUARTER_GIBIBYTE);
      if (done != 1) {
        throw new IllegalStateException("mallopt refused its arguments");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("mallopt could not be called", e);
    }
  }
}
