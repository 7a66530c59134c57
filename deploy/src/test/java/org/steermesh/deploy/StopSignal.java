package org.steermesh.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The signal that a person's Ctrl-C sends, or, where nobody's Ctrl-C can arrive, the one that ends
 * a job. A shell starts background jobs with the interrupt ignored, every process below inherits
 * that, and a Java program then cannot be interrupted at all.
 *
 * @param name as {@code kill} takes it
 * @param status with which a Java program that was stopped so ends
 */
record StopSignal(String name, int status) {

  private static final int INTERRUPT = 2;
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String IGNORED = "SigIgn:";

  static StopSignal here() throws IOException {
    return interruptIsIgnored() ? new StopSignal("TERM", 143) : new StopSignal("INT", 130);
  }

  /** Known on Linux alone; elsewhere the interrupt is taken to arrive. */
  private static boolean interruptIsIgnored() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return false;
    }
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith(IGNORED))
        .map(line -> Long.parseUnsignedLong(line.substring(IGNORED.length()).strip(), 16))
        .anyMatch(mask -> (mask >> (INTERRUPT - 1) & 1) == 1);
  }
}
