package org.steermesh.vector.domain;

/** A text of a caller, made safe to repeat in a message: short, and on one line. */
public final class Quoted {

  private static final int LONGEST = 40;

  private Quoted() {}

  /** The text in quotation marks, cut after 40 characters. */
  public static String of(String text) {
    return "\"" + cut(text) + "\"";
  }

  /** The text without control characters, cut after 40 characters. */
  public static String cut(String text) {
    String shown = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    return shown.replaceAll("[\\p{Cntrl}\\p{Cs}]", "�");
  }
}
