package org.steermesh.cli;

import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Numbers on the command line, refused in words that are not Java's. */
final class Numbers {

  private Numbers() {}

  static void register(CommandLine root) {
    root.registerConverter(Integer.class, Numbers::whole);
    root.registerConverter(int.class, Numbers::whole);
    root.registerConverter(Long.class, Numbers::longWhole);
    root.registerConverter(long.class, Numbers::longWhole);
    root.registerConverter(Float.class, Numbers::finite);
    root.registerConverter(float.class, Numbers::finite);
  }

  private static int whole(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "'" + text + "' is not a whole number from -2147483648 to 2147483647");
    }
  }

  private static long longWhole(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a whole number of at most 64 bits");
    }
  }

  private static float finite(String text) {
    try {
      float value = Float.parseFloat(text.strip());
      if (Float.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw notFinite(text);
    }
    throw notFinite(text);
  }

  private static TypeConversionException notFinite(String text) {
    return new TypeConversionException("'" + text + "' is not a finite number, such as 1.5");
  }
}
