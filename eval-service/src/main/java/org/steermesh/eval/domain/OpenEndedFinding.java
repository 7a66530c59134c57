package org.steermesh.eval.domain;

import java.util.List;
import org.steermesh.eval.domain.judging.Use;
import org.steermesh.eval.domain.judging.Verdict;

/** What a step of an {@link OpenEndedStudy} left. */
public sealed interface OpenEndedFinding extends Finding {

  /** Texts of one batch, by prompt, then sample. */
  record Texts(List<Text> texts) implements OpenEndedFinding {

    /** Keeps the list. */
    public Texts {
      texts = List.copyOf(texts);
    }
  }

  /**
   * One text.
   *
   * @param prompt index of the prompt
   * @param sample index of the sample
   * @param question as put
   * @param seed of the draw
   * @param text without the beginning that was given; empty where it was refused
   * @param tokens generated
   * @param largestDose largest norm of a change over that of the activation it changed
   * @param refusal why none could be written; empty otherwise
   * @param receipt what the steering did, as JSON; empty for nothing
   */
  record Text(
      int prompt,
      int sample,
      String question,
      long seed,
      String text,
      int tokens,
      double largestDose,
      String refusal,
      String receipt) {

    /** Whether there is a text. */
    public boolean isWritten() {
      return refusal.isEmpty();
    }
  }

  /** What one judge said of the texts of one batch that were written, and what that cost. */
  record Grades(List<Verdict> verdicts, Use use) implements OpenEndedFinding {

    /** Keeps the list. */
    public Grades {
      verdicts = List.copyOf(verdicts);
    }
  }
}
