package org.steermesh.engine.tokenizer;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/** Python's date formats, as {@code strftime_now} takes them. */
final class PythonDate {

  private PythonDate() {}

  static String format(String format, ZonedDateTime date) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c == '%' && i + 1 < format.length()) {
        i++;
        out.append(field(format.charAt(i), date));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String field(char directive, ZonedDateTime date) {
    String pattern =
        switch (directive) {
          case 'Y' -> "yyyy";
          case 'y' -> "yy";
          case 'm' -> "MM";
          case 'd' -> "dd";
          case 'B' -> "MMMM";
          case 'b' -> "MMM";
          case 'A' -> "EEEE";
          case 'a' -> "EEE";
          case 'H' -> "HH";
          case 'I' -> "hh";
          case 'M' -> "mm";
          case 'S' -> "ss";
          case 'p' -> "a";
          case 'j' -> "DDD";
          case '%' -> "%";
          default ->
              throw new EngineException(
                  EngineReason.TEMPLATE_INVALID,
                  "chat template: the date format %" + directive + " is not known");
        };
    return DateTimeFormatter.ofPattern(pattern, Locale.US).format(date);
  }
}
