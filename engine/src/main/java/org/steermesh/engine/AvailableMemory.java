package org.steermesh.engine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory that this process could still take, in bytes. */
final class AvailableMemory {

  private static final Path MEMINFO = Path.of("/proc/meminfo");

  private AvailableMemory() {}

  /** What the machine has left, or the container where that is less. */
  static long bytes() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long inContainer = system.getFreeMemorySize();
    long onMachine = meminfo("MemAvailable:");
    boolean limited = system.getTotalMemorySize() < meminfo("MemTotal:");
    return onMachine == 0 || limited ? inContainer : onMachine;
  }

  /** Linux tells what caches would give back; elsewhere 0. */
  private static long meminfo(String field) {
    try {
      return Files.readAllLines(MEMINFO).stream()
          .filter(line -> line.startsWith(field))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
