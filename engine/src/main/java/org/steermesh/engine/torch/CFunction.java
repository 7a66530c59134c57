package org.steermesh.engine.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * A function of the C library that answers an int.
 *
 * @param name in the library
 * @param handle calls it
 */
record CFunction(String name, MethodHandle handle) {

  /** The function of a name and the types of its arguments; none where the library lacks it. */
  @SuppressWarnings("restricted")
  static Optional<CFunction> find(String name, MemoryLayout... arguments) {
    FunctionDescriptor type = FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments);
    return address(name)
        .map(at -> new CFunction(name, Linker.nativeLinker().downcallHandle(at, type)));
  }

  /** Where a function is, to be handed to another one. */
  static Optional<MemorySegment> address(String name) {
    return Linker.nativeLinker().defaultLookup().find(name);
  }

  /** Calls it; what its answer means is for the caller to say. */
  int call(Object... arguments) {
    try {
      return (int) handle.invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name + " could not be called", e);
    }
  }
}
