package org.steermesh.contract.type;

/**
 * How a question is shown to the model.
 *
 * @param rendering as plain text or as a chat
 * @param template the instruction around the question
 * @param answerPrefix what opens every completion, for example {@code (}; may be empty
 */
public record PromptLayout(Rendering rendering, String template, String answerPrefix) {

  /** What stands for the question in a template. */
  public static final String QUESTION = "{question}";

  /** What the model is shown. */
  public enum Rendering {
    /** The filled template as plain text, with the tokenizer's special tokens. */
    PLAIN,
    /** The filled template as the one user message of a chat. */
    CHAT
  }

  /** The text shown for {@code question}. */
  public String fill(String question) {
    return template.replace(QUESTION, question);
  }

  /** The completion for {@code answer}, with the prefix put before it unless it is there. */
  public String complete(String answer) {
    return answer.startsWith(answerPrefix) ? answer : answerPrefix + answer;
  }
}
