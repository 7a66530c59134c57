package org.steermesh.engine.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * The end of a process whose threads may still be computing: nothing can interrupt a call of the
 * native library. Where Java leaves the process by {@code exit}, the library's own clean-up takes
 * its generated code away from under those threads, and the process ends as a crash, with another
 * exit code and a dump. So the C library is told to end at once, after all of Java's shutdown hooks
 * and before that clean-up.
 */
final class ProcessExit {

  private ProcessExit() {}

  /** Prepares the process; nothing is changed where the C library lacks {@code on_exit}. */
  static void leaveCallsAlone() {
    // What was registered last is called first, and the library registers more of its clean-up with
    // each kind of work that it meets.
    Runtime.getRuntime().addShutdownHook(new Thread(ProcessExit::register, "process-exit"));
  }

  private static void register() {
    // int on_exit(void (*function)(int status, void *argument), void *argument)
    Optional<CFunction> onExit =
        CFunction.find("on_exit", ValueLayout.ADDRESS, ValueLayout.ADDRESS);
    Optional<MemorySegment> exit = CFunction.address("_exit");
    if (onExit.isEmpty() || exit.isEmpty()) {
      return;
    }
    int failed = onExit.get().call(exit.get(), MemorySegment.NULL);
    if (failed != 0) {
      throw new IllegalStateException("on_exit refused a function");
    }
  }
}
