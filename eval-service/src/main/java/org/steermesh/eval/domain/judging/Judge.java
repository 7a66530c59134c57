package org.steermesh.eval.domain.judging;

import java.util.List;
import java.util.Optional;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.eval.domain.Arm;

/** Who grades texts. */
public sealed interface Judge {

  /** What stands for the question in a rubric. */
  String QUESTION = "{question}";

  /** What stands for the text in a rubric. */
  String ANSWER = "{answer}";

  /** For people; tells the judges of one study apart. */
  String name();

  /** How its grade is read. */
  ReplyRule reply();

  /**
   * A service that speaks the chat completions of OpenAI.
   *
   * @param url to which {@code /chat/completions} is added
   * @param model asked for
   * @param keyVariable environment variable that holds the key; empty for none
   * @param rubric with {@link #QUESTION} and {@link #ANSWER}
   * @param system said first; may be empty
   * @param limits of every call
   */
  record Endpoint(
      String name,
      ReplyRule reply,
      String url,
      String model,
      String keyVariable,
      String rubric,
      String system,
      CallLimits limits)
      implements Judge {}

  /**
   * Limits of calls to an endpoint.
   *
   * @param temperature of the judge
   * @param maxTokens of a reply
   * @param concurrency calls at a time
   * @param timeoutSeconds of one call
   * @param attempts calls for one grade
   */
  record CallLimits(
      double temperature, int maxTokens, int concurrency, int timeoutSeconds, int attempts) {}

  /**
   * The mesh's own model.
   *
   * @param model {@code models/{model}}
   * @param rubric with {@link #QUESTION} and {@link #ANSWER}
   * @param arm how the judge itself is steered; empty for not at all
   * @param strength of the arm
   * @param rendering how the rubric is shown
   * @param opening how the reply begins; may be empty
   * @param maxTokens of a reply
   */
  record Model(
      String name,
      ReplyRule reply,
      String model,
      String rubric,
      Optional<Arm> arm,
      double strength,
      PromptLayout.Rendering rendering,
      String opening,
      int maxTokens)
      implements Judge {}

  /**
   * Lists of words.
   *
   * @param positive words of the behaviour
   * @param negative those of the opposite
   */
  record Lexical(String name, ReplyRule reply, List<String> positive, List<String> negative)
      implements Judge {

    /** Keeps the words. */
    public Lexical {
      positive = List.copyOf(positive);
      negative = List.copyOf(negative);
    }
  }

  /** The rubric with a question and a text in it; what these say is never filled in again. */
  static String filled(String rubric, String question, String answer) {
    StringBuilder filled = new StringBuilder();
    int at = 0;
    while (at < rubric.length()) {
      if (rubric.startsWith(QUESTION, at)) {
        filled.append(question);
        at += QUESTION.length();
      } else if (rubric.startsWith(ANSWER, at)) {
        filled.append(answer);
        at += ANSWER.length();
      } else {
        filled.append(rubric.charAt(at));
        at++;
      }
    }
    return filled.toString();
  }
}
