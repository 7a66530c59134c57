package org.steermesh.vector.domain;

import java.util.Iterator;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.steermesh.contract.type.PromptLayout;

/** Asks the service that hosts the model which answer letter is likeliest. */
public interface LetterPredictor {

  /**
   * A multiple-choice prompt.
   *
   * @param id for errors
   * @param rendering how the model is shown it
   * @param prompt the text
   * @param letters how many letters may be answered, from A
   */
  record Question(String id, PromptLayout.Rendering rendering, String prompt, int letters) {}

  /**
   * Answers questions: for each the letter whose bare token is likeliest as the next one, the first
   * of equally likely ones.
   *
   * @param model whose fingerprint must be that of the answering model
   * @param questions taken no faster than they are answered
   * @param cancelled asked while waiting; true ends the call
   * @param answers takes the index of the letter of every question, in order
   * @throws org.steermesh.contract.SteermeshException CANCELLED, VECTOR_OF_OTHER_MODEL,
   *     LETTER_NOT_A_TOKEN, and what the service refuses
   */
  void answer(
      ModelFacts model,
      Iterator<Question> questions,
      BooleanSupplier cancelled,
      IntConsumer answers);
}
