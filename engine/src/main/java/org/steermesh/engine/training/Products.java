package org.steermesh.engine.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What the factors of a training step's products are rounded to; their sums are float32. */
public enum Products {
  /** Half the work, where the processor has instructions for it. */
  BFLOAT16("bfloat16", 15),
  /** Everywhere else: without such instructions bfloat16 is several times slower. */
  FLOAT32("float32", 6);

  private final String label;
  private final long code;

  Products(String label, long code) {
    this.label = label;
    this.code = code;
  }

  /** As documents write it. */
  public String label() {
    return label;
  }

  /** The native library's number of the dtype. */
  long code() {
    return code;
  }

  /** Those that this machine computes fastest. */
  public static Products fastest() {
    return fastest(Path.of("/proc/cpuinfo"));
  }

  /** By a list of processors as Linux gives it; float32 where there is none. */
  static Products fastest(Path processors) {
    try (var lines = Files.lines(processors)) {
      boolean native16 =
          lines
              .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
              .flatMap(line -> Arrays.stream(line.split("\\s+")))
              .anyMatch(flag -> flag.matches("avx512_bf16|amx_bf16|bf16"));
      return native16 ? BFLOAT16 : FLOAT32;
    } catch (IOException e) {
      return FLOAT32;
    }
  }
}
