package org.steermesh.eval.domain;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.steermesh.contract.type.Site;

/** What a step of a {@link PasStudy} found. */
public sealed interface PasFinding extends Finding {

  /**
   * The vectors of one seed.
   *
   * @param built versions, by label
   * @param missing why others are not there
   * @param seconds wall-clock time of the work
   */
  record Vectors(List<Built> built, List<Missing> missing, double seconds) implements PasFinding {

    /** Keeps the lists. */
    public Vectors {
      built = List.copyOf(built);
      missing = List.copyOf(missing);
    }

    /** The version of this label. */
    public Optional<Built> find(String label) {
      return built.stream().filter(each -> each.label().equals(label)).findFirst();
    }
  }

  /**
   * A version that was built.
   *
   * @param label what it is for
   * @param version {@code vectors/{vector}/versions/{digest}}
   * @param positives strings on the positive side
   * @param negatives strings on the negative side
   */
  record Built(String label, String version, long positives, long negatives) {}

  /**
   * A vector that could not be built.
   *
   * @param label what it would have been for
   * @param reason in UPPER_SNAKE_CASE
   * @param message for people
   */
  record Missing(String label, String reason, String message) {}

  /**
   * The answers to one batch of prompts under several steerings.
   *
   * @param items what was asked
   * @param given per steering, in the order of the step, one character per item: the letter
   *     answered, {@code -} where the service refused the prompt
   * @param refused prompts that were not scored, by reason
   * @param seconds wall-clock time of the work
   */
  record Answers(
      List<Asked> items, List<String> given, SortedMap<String, Integer> refused, double seconds)
      implements PasFinding {

    /** Keeps the lists. */
    public Answers {
      items = List.copyOf(items);
      given = List.copyOf(given);
    }
  }

  /**
   * An item as it was asked.
   *
   * @param id of the item in its data set
   * @param gold the right letter, as shown
   * @param condition the value of the task's attribute; empty where the task names none
   */
  record Asked(String id, String gold, String condition) {}

  /**
   * What was chosen and tested in one seed.
   *
   * @param tests in order, the unsteered model first
   * @param trainCount items of the training part
   * @param validationCount items of the validation part
   * @param testCount items of the test part
   * @param examples how many examples fit before the questions; empty where none were asked for
   */
  record Plan(
      List<Test> tests,
      int trainCount,
      int validationCount,
      int testCount,
      Optional<Integer> examples)
      implements PasFinding {

    /** Keeps the list. */
    public Plan {
      tests = List.copyOf(tests);
    }
  }

  /**
   * The end of a seed.
   *
   * @param vectorBytes bytes of one vector at one site; 0 where none was built
   */
  record End(long vectorBytes) implements PasFinding {}

  /**
   * One test.
   *
   * @param label what is done
   * @param role what it is for
   * @param way the method and target that it belongs to; empty for none
   * @param fewShot whether examples stand before every question
   * @param prefix what stands before every question; may be empty
   * @param steered the vector that is added; empty for none
   * @param validationAccuracy on the validation part where it was chosen; NaN for none
   */
  record Test(
      String label,
      Role role,
      Optional<PasStudy.Way> way,
      boolean fewShot,
      String prefix,
      Optional<Steered> steered,
      double validationAccuracy) {}

  /** What a test is for. */
  enum Role {
    /** The model as it is, or with examples: what effects are measured from. */
    UNSTEERED,
    /** The chosen cell of a method. */
    STEERED,
    /** A prompt. */
    PROMPT,
    /** Random vectors. */
    RANDOM,
    /** The vector subtracted. */
    SIGN_FLIP,
    /** A vector of one letter against the others. */
    LETTER_ONLY,
    /** A vector of shuffled labels. */
    SHUFFLED_LABELS
  }

  /**
   * What is added to the last token of a prompt.
   *
   * @param version a kept version; empty where {@code values} stand
   * @param values base64 of little-endian float32; empty where a version stands
   * @param randomSeed of a random vector with the norm of the version; empty for the version itself
   * @param site where it acts
   * @param strength how strongly
   */
  record Steered(
      String version, String values, Optional<Long> randomSeed, Site site, double strength) {}
}
