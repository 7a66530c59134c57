package org.steermesh.engine.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.steermesh.engine.torch.NativeLibrary;

/**
 * Where something was measured.
 *
 * @param processor its model
 * @param cores that the process may use
 * @param memoryBytes of the machine
 * @param system operating system and architecture
 * @param jdk its version and vendor
 * @param libtorch its version
 * @param load processes that ran or waited when the measurement began, mean of a minute; negative
 *     where unknown. Well above 0 says that the machine was not quiet
 */
public record Machine(
    String processor,
    int cores,
    long memoryBytes,
    String system,
    String jdk,
    String libtorch,
    double load) {

  /** This machine, now. */
  public static Machine current() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Machine(
        processorModel(),
        Runtime.getRuntime().availableProcessors(),
        system.getTotalMemorySize(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.version() + " " + System.getProperty("java.vendor"),
        NativeLibrary.version(),
        system.getSystemLoadAverage());
  }

  private static String processorModel() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
