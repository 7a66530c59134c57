package org.steermesh.eval.client;

import io.grpc.StatusException;
import java.time.Duration;
import org.steermesh.activation.v1.ActivationServiceGrpc;
import org.steermesh.activation.v1.TokenizeRequest;
import org.steermesh.activation.v1.TokenizeResponse;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.protos.LetterTokens;

/**
 * Asks activation-service for tokens.
 *
 * @param limit of one call
 */
record TokenizeCalls(
    ActivationServiceGrpc.ActivationServiceBlockingV2Stub activation, Duration limit)
    implements LetterTokens.Tokenizer {

  @Override
  public TokenizeResponse tokenize(TokenizeRequest request) {
    try {
      return activation.withDeadlineAfter(limit).tokenize(request);
    } catch (StatusException e) {
      throw StatusTranslator.passOn("activation-service", e);
    }
  }
}
