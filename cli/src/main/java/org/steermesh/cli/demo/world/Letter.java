package org.steermesh.cli.demo.world;

/** The letter of an option. */
public enum Letter {
  /** The first option. */
  A,
  /** The second option. */
  B;

  /** The letter in parentheses, as an answer gives it. */
  public String answer() {
    return "(" + name() + ")";
  }

  /** The other letter. */
  public Letter other() {
    return switch (this) {
      case A -> B;
      case B -> A;
    };
  }
}
