package org.steermesh.engine.steering;

import java.util.List;
import org.steermesh.engine.tokenizer.TokenSequence;

/**
 * A sequence and its edits.
 *
 * @param tokens the input
 * @param edits in order of action
 */
public record SteeredSequence(TokenSequence tokens, List<Edit> edits) {

  /** Copies the list. */
  public SteeredSequence {
    edits = List.copyOf(edits);
  }
}
