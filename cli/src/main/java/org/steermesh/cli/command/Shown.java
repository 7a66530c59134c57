package org.steermesh.cli.command;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Values as the tables show them. */
final class Shown {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final int DIGEST_DIGITS = 12;

  private Shown() {}

  /** A moment, in this machine's time zone. */
  static String time(Timestamp time) {
    return TIME.format(
        Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).atZone(ZoneId.systemDefault()));
  }

  /** The first digits of a digest. */
  static String digest(String digest) {
    return digest.substring(0, Math.min(DIGEST_DIGITS, digest.length()));
  }

  /** A number with {@code digits} digits behind the point, the same in every locale; - for none. */
  static String decimal(double value, int digits) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** A number with at least four significant digits, a small one with an exponent. */
  static String significant(double value) {
    return String.format(
        Locale.ROOT, Math.abs(value) >= 1e-3 || value == 0 ? "%.6f" : "%.3e", value);
  }

  /** A strength, without zeros that say nothing: {@code -1.5}, {@code 2}. */
  static String strength(float strength) {
    return strength == Math.rint(strength) && Math.abs(strength) < 1e6
        ? Long.toString((long) strength)
        : Float.toString(strength);
  }
}
