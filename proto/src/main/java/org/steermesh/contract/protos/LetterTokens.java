package org.steermesh.contract.protos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.steermesh.activation.v1.Token;
import org.steermesh.activation.v1.TokenizeRequest;
import org.steermesh.activation.v1.TokenizeResponse;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.TextPrompt;

/**
 * The token ids of the bare answer letters, the entries {@code A}, {@code B}, ... of a vocabulary.
 * A letter that follows a blank is another token, and a tokenizer may put a blank before every text
 * that it is given, so letters are looked for behind other characters as well.
 */
public final class LetterTokens {

  private static final int LETTERS = 26;

  /** What may stand before a letter without becoming one token with it. */
  private static final List<String> BEFORE = List.of("\n", "", "(", ":", ".");

  private final Map<String, Integer> ids;

  private LetterTokens(Map<String, Integer> ids) {
    this.ids = ids;
  }

  /** A call of activation-service's {@code Tokenize}. */
  @FunctionalInterface
  public interface Tokenizer {

    /** Answers a request, or throws what the service refused. */
    TokenizeResponse tokenize(TokenizeRequest request);
  }

  /**
   * Asks for all letters.
   *
   * @param model {@code models/{model}}; empty is the hosted one
   */
  public static LetterTokens of(String model, Tokenizer tokenizer) {
    Map<String, Integer> ids = new HashMap<>();
    for (String before : BEFORE) {
      UnaryOperator<String> shown = letter -> before + letter;
      if (ids.size() < LETTERS && !before.isEmpty()) {
        note(ids, tokenizer.tokenize(request(model, alphabet(shown))));
      }
      if (before.isEmpty()) {
        for (String letter : letters()) {
          if (!ids.containsKey(letter)) {
            note(ids, tokenizer.tokenize(request(model, letter)));
          }
        }
      }
    }
    return new LetterTokens(ids);
  }

  private static List<String> letters() {
    return IntStream.range(0, LETTERS).mapToObj(i -> String.valueOf((char) ('A' + i))).toList();
  }

  private static String alphabet(UnaryOperator<String> shown) {
    return letters().stream().map(shown).collect(Collectors.joining());
  }

  private static TokenizeRequest request(String model, String text) {
    return TokenizeRequest.newBuilder()
        .setModel(model)
        .setInput(
            Input.newBuilder()
                .setPrompt(Prompt.newBuilder().setText(TextPrompt.newBuilder().setText(text))))
        .build();
  }

  private static void note(Map<String, Integer> ids, TokenizeResponse response) {
    for (Token token : response.getTokensList()) {
      String piece = token.getPiece();
      if (piece.length() == 1 && piece.charAt(0) >= 'A' && piece.charAt(0) <= 'Z') {
        ids.putIfAbsent(piece, token.getId());
      }
    }
  }

  /**
   * The id of a letter, from 0 for {@code A}.
   *
   * @throws SteermeshException LETTER_NOT_A_TOKEN
   */
  public int id(int letter) {
    String name = String.valueOf((char) ('A' + letter));
    Integer id = ids.get(name);
    if (id == null) {
      throw new SteermeshException(
              ErrorReason.LETTER_NOT_A_TOKEN,
              "the bare letter %s is not one token of the model's vocabulary".formatted(name))
          .with("letter", name);
    }
    return id;
  }
}
