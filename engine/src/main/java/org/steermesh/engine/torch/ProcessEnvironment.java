package org.steermesh.engine.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/**
 * Settings that the native library reads once, when it is loaded. They go into the C environment,
 * which {@link System#getenv} does not show.
 */
final class ProcessEnvironment {

  /** Some tens of microseconds. */
  private static final String SPINS = "4000";

  private ProcessEnvironment() {}

  /** Prepares the process; a value the operator has set already is kept. */
  static void prepare() {
    // Without these the library asks a cloud metadata address and reports its use.
    setPropertyIfAbsent("ai.djl.offline", "true");
    setPropertyIfAbsent("OPT_OUT_TRACKING", "true");
    // OpenMP threads that spin make two busy callers several times slower than one; with this
    // policy they do not once there are more of them than cores. Below that a short spin finds the
    // next operation before the thread has slept.
    setEnvironmentIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
    setEnvironmentIfAbsent("GOMP_SPINCOUNT", SPINS);
    // Large allocations on huge pages: converting weights is four times faster.
    setEnvironmentIfAbsent("THP_MEM_ALLOC_ENABLE", "1");
  }

  private static void setPropertyIfAbsent(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  private static void setEnvironmentIfAbsent(String name, String value) {
    // Not on Windows: the defaults hold there, only slower.
    CFunction.find("setenv", ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT)
        .ifPresent(setenv -> setIfAbsent(setenv, name, value));
  }

  private static void setIfAbsent(CFunction setenv, String name, String value) {
    try (Arena arena = Arena.ofConfined()) {
      int keepExisting = 0;
      int failed = setenv.call(arena.allocateFrom(name), arena.allocateFrom(value), keepExisting);
      if (failed != 0) {
        throw new IllegalStateException("setenv refused " + name);
      }
    }
  }
}
