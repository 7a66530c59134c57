package org.steermesh.eval.client;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.contract.protos.LetterTokens;
import org.steermesh.eval.domain.pas.LetterScorer.Prompt;
import org.steermesh.generation.v1.Continuation;
import org.steermesh.generation.v1.ContinuationTokens;
import org.steermesh.generation.v1.ScoreGridItem;

/** Prompts and the letters that may follow as items of a grid. */
final class LetterItems {

  private LetterItems() {}

  /**
   * One item per prompt, one continuation per letter, each a token.
   *
   * @throws org.steermesh.contract.SteermeshException LETTER_NOT_A_TOKEN
   */
  static List<ScoreGridItem> of(
      String model, List<Prompt> prompts, LetterTokens.Tokenizer tokenizer) {
    LetterTokens tokens = LetterTokens.of(model, tokenizer);
    List<ScoreGridItem> items = new ArrayList<>();
    for (Prompt prompt : prompts) {
      ScoreGridItem.Builder item =
          ScoreGridItem.newBuilder()
              .setId(Integer.toString(items.size()))
              .setInput(Messages.input(prompt.rendering(), prompt.text()));
      for (String letter : prompt.letters()) {
        item.addContinuations(
            Continuation.newBuilder()
                .setTokens(
                    ContinuationTokens.newBuilder().addIds(tokens.id(letter.charAt(0) - 'A'))));
      }
      items.add(item.build());
    }
    return items;
  }
}
