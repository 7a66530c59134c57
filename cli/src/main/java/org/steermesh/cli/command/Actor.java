package org.steermesh.cli.command;

/** Who types the commands, for histories that people read. */
final class Actor {

  private static final int LONGEST = 128;

  private Actor() {}

  /** The name that the system knows the person by. */
  static String name() {
    String name = System.getProperty("user.name", "").replaceAll("\\p{Cntrl}", "");
    return name.substring(0, Math.min(LONGEST, name.length()));
  }
}
