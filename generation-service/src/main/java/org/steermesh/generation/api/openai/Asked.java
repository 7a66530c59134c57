package org.steermesh.generation.api.openai;

import org.steermesh.generation.v1.GenerateRequest;

/**
 * What a request asks for.
 *
 * @param request as the contract has it
 * @param model as the caller named it, steering included
 * @param form in which it is answered
 * @param logprobs whether tokens are told with their log-probabilities
 * @param streamed whether it is answered piece by piece
 * @param usage whether a stream ends with what was used
 * @param names of its fields
 */
record Asked(
    GenerateRequest request,
    String model,
    AnswerForm form,
    boolean logprobs,
    boolean streamed,
    boolean usage,
    FieldNames names) {}
