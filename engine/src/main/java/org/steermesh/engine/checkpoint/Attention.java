package org.steermesh.engine.checkpoint;

import java.util.List;

/**
 * How the blocks of a model attend.
 *
 * @param scale of the scores
 * @param softcap smooth bound of the scores, cap * tanh(score / cap); 0 for none
 * @param inputBias whether the projections to queries, keys and values have a bias
 * @param outputBias whether the output projection has one
 * @param kinds the kinds of attention
 * @param kindOfBlock per block an index into them
 */
public record Attention(
    double scale,
    double softcap,
    boolean inputBias,
    boolean outputBias,
    List<AttentionKind> kinds,
    List<Integer> kindOfBlock) {

  /** Copies the lists. */
  public Attention {
    kinds = List.copyOf(kinds);
    kindOfBlock = List.copyOf(kindOfBlock);
  }
}
