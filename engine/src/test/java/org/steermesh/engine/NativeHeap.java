package org.steermesh.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Collections;

/**
 * How much of the C heap is in use, from glibc's mallinfo2: tensors live there, Java objects do
 * not, and freed memory that the allocator keeps is not counted.
 */
final class NativeHeap {

  private static final int FIELDS = 10;
  private static final int MAPPED_BYTES = 4;
  private static final int BYTES_IN_USE = 7;

  private final MethodHandle mallinfo2;

  @SuppressWarnings("restricted")
  NativeHeap() {
    Linker linker = Linker.nativeLinker();
    MemoryLayout[] fields =
        Collections.nCopies(FIELDS, ValueLayout.JAVA_LONG).toArray(MemoryLayout[]::new);
    mallinfo2 =
        linker.downcallHandle(
            linker.defaultLookup().find("mallinfo2").orElseThrow(),
            FunctionDescriptor.of(MemoryLayout.structLayout(fields)));
  }

  long bytesInUse() throws Throwable {
    // Buffers that Java freed lazily are none of a leak.
    System.gc();
    return bytesNow();
  }

  /** The same with what Java will free later, for looking often. */
  long bytesNow() throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = (MemorySegment) mallinfo2.invokeExact((SegmentAllocator) arena);
      return info.getAtIndex(ValueLayout.JAVA_LONG, MAPPED_BYTES)
          + info.getAtIndex(ValueLayout.JAVA_LONG, BYTES_IN_USE);
    }
  }
}
