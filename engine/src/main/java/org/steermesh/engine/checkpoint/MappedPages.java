package org.steermesh.engine.checkpoint;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Gives the pages of a mapped file back to the system: they stay in its cache, but no longer count
 * as this process' memory. A later read maps them again.
 */
public final class MappedPages {

  private static final long PAGE = 4096;

  // From sys/mman.h of Linux.
  private static final int DONT_NEED = 4;

  private MappedPages() {}

  /** Gives back the whole pages inside the segment; where there is no such call, does nothing. */
  @SuppressWarnings("restricted")
  public static void release(MemorySegment mapped) {
    Linker linker = Linker.nativeLinker();
    MemorySegment madvise = linker.defaultLookup().find("madvise").orElse(MemorySegment.NULL);
    long first = (mapped.address() + PAGE - 1) / PAGE * PAGE;
    long end = (mapped.address() + mapped.byteSize()) / PAGE * PAGE;
    if (madvise.equals(MemorySegment.NULL) || end <= first) {
      return;
    }
    MethodHandle advise =
        linker.downcallHandle(
            madvise,
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT));
    try {
      // Advice: a refusal changes nothing but the memory that is shown for this process.
      int _ =
          (int)
              advise.invokeExact(mapped.asSlice(first - mapped.address()), end - first, DONT_NEED);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("madvise could not be called", e);
    }
  }
}
