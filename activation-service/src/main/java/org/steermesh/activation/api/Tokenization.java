package org.steermesh.activation.api;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.activation.v1.ResolvedPositions;
import org.steermesh.activation.v1.TokenizeRequest;
import org.steermesh.activation.v1.TokenizeResponse;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.steering.PositionSelector;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.host.ModelHost;
import org.steermesh.host.ModelInput;
import org.steermesh.host.protos.InputProtos;
import org.steermesh.host.protos.SteeringProtos;

/** One {@code Tokenize} call, checked and ready to run on a model thread. */
final class Tokenization {

  private static final int MOST_RULES = 64;

  private final LanguageModel model;
  private final TokenizeRequest request;
  private final ModelInput input;
  private final List<Positions> rules;

  private Tokenization(
      LanguageModel model, TokenizeRequest request, ModelInput input, List<Positions> rules) {
    this.model = model;
    this.request = request;
    this.input = input;
    this.rules = List.copyOf(rules);
  }

  static Tokenization of(ModelHost host, TokenizeRequest request) {
    LanguageModel model = host.model("model", request.getModel());
    if (request.getPositionsCount() > MOST_RULES) {
      throw SteermeshException.ofField(
          "positions",
          "has %d rules; at most %d are allowed"
              .formatted(request.getPositionsCount(), MOST_RULES));
    }
    List<Positions> rules = new ArrayList<>();
    for (int i = 0; i < request.getPositionsCount(); i++) {
      rules.add(
          SteeringProtos.requiredPositions(
              "positions[" + i + "]", request.getPositions(i), model.description()));
    }
    return new Tokenization(model, request, InputProtos.input("input", request.getInput()), rules);
  }

  TokenizeResponse run() {
    TokenSequence tokens = input.encode(model);
    TokenizeResponse.Builder response =
        TokenizeResponse.newBuilder()
            .setPromptTokenCount(tokens.promptLength())
            .setText(tokens.text())
            .setStartsWithBos(tokens.startsWithBos());
    for (int i = 0; i < tokens.length(); i++) {
      response.addTokens(TokenProtos.token(model, tokens, i));
    }
    for (int i = 0; i < rules.size(); i++) {
      response.addPositions(resolve(i, tokens));
    }
    return response.build();
  }

  private ResolvedPositions resolve(int index, TokenSequence tokens) {
    ResolvedPositions.Builder resolved =
        ResolvedPositions.newBuilder().setPositions(request.getPositions(index));
    try {
      for (int position :
          PositionSelector.resolve(rules.get(index), tokens, model.tokenizer().texts()).ofInput()) {
        resolved.addIndices(position);
      }
      if (resolved.getIndicesCount() == 0) {
        resolved.setAbsence(
            "the rule selects none of the input's %d tokens".formatted(tokens.length()));
      }
    } catch (EngineException e) {
      resolved.setAbsence(String.valueOf(e.getMessage()));
    }
    return resolved.build();
  }
}
