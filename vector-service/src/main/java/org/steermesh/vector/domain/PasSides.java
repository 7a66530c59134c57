package org.steermesh.vector.domain;

/**
 * The two classes that a method of painless activation steering compares.
 *
 * @param positive whose mean counts positive
 * @param negative whose mean is taken off
 */
record PasSides(ExampleClass positive, ExampleClass negative) {

  static PasSides of(BuildMethod method) {
    return switch (method) {
      case PASF -> new PasSides(ExampleClass.PROMPT_RIGHT, ExampleClass.PROMPT_WRONG);
      case IPASA -> new PasSides(ExampleClass.TRUTH_RIGHT, ExampleClass.CHOSEN_WRONG);
      case IPASWO -> new PasSides(ExampleClass.TRUTH_WRONG, ExampleClass.CHOSEN_WRONG);
      case MEAN_DIFFERENCE, SAS, IMPORTED, COMPOSED ->
          throw new IllegalArgumentException(method + " is no method of painless steering");
    };
  }

  boolean needs(ExampleClass kind) {
    return kind == positive || kind == negative;
  }

  PasRecipe.Sides count(PasRecipe.Answers answers) {
    return new PasRecipe.Sides(count(positive, answers), count(negative, answers));
  }

  private static int count(ExampleClass kind, PasRecipe.Answers answers) {
    return switch (kind) {
      case PROMPT_RIGHT, TRUTH_RIGHT -> answers.right();
      case PROMPT_WRONG, TRUTH_WRONG, CHOSEN_WRONG -> answers.wrong();
      case POSITIVE, NEGATIVE -> 0;
    };
  }
}
