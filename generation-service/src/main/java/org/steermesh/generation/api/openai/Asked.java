package org.steermesh.generation.api.openai;

import java.util.List;
import org.steermesh.generation.v1.GenerateRequest;

/**
 * What a request asks for.
 *
 * @param requests as the contract has them, one per prompt, at least one; all but the prompts alike
 * @param model as the caller named it, steering included
 * @param form in which it is answered
 * @param logprobs whether tokens are told with their log-probabilities
 * @param streamed whether it is answered piece by piece
 * @param usage whether a stream ends with what was used
 * @param names of its fields
 */
record Asked(
    List<GenerateRequest> requests,
    String model,
    AnswerForm form,
    boolean logprobs,
    boolean streamed,
    boolean usage,
    FieldNames names) {

  /** Copies the list. */
  Asked {
    requests = List.copyOf(requests);
  }

  /** How many texts are made of each prompt. */
  int textCount() {
    return Math.max(1, requests.getFirst().getTextCount());
  }

  /** How many texts are made. */
  int choices() {
    return requests.size() * textCount();
  }
}
