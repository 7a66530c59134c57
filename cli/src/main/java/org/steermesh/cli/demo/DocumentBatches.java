package org.steermesh.cli.demo;

import java.util.function.LongFunction;
import org.steermesh.engine.training.TokenBatch;
import org.steermesh.engine.training.TokenBatches;

/**
 * An endless row of documents as training batches. Documents follow each other in a row and go on
 * in the next; the last token of a row is the first of the following one, so that each token is
 * predicted once.
 */
final class DocumentBatches implements TokenBatches {

  private final LongFunction<int[]> documents;
  private final TokenWeights weigher;
  private final int rows;
  private final int tokens;

  private long next;
  private int[] document = new int[0];
  private float[] weights = new float[0];
  private int at;

  /**
   * Begins with document {@code first}.
   *
   * @param documents the tokens of each document
   * @param rows sequences in a batch
   * @param tokens predicted tokens in a sequence
   */
  DocumentBatches(
      LongFunction<int[]> documents, TokenWeights weigher, long first, int rows, int tokens) {
    this.documents = documents;
    this.weigher = weigher;
    this.next = first;
    this.rows = rows;
    this.tokens = tokens;
  }

  @Override
  public TokenBatch next() {
    TokenBatch batch =
        new TokenBatch(new int[rows * (tokens + 1)], new float[rows * (tokens + 1)]);
    for (int row = 0; row < rows; row++) {
      int start = row * (tokens + 1);
      for (int t = 0; t < tokens; t++) {
        copy(batch, start + t);
        at++;
      }
      copy(batch, start + tokens);
    }
    return batch;
  }

  private void copy(TokenBatch batch, int to) {
    while (at >= document.length) {
      document = documents.apply(next);
      weights = weigher.of(document);
      next++;
      at = 0;
    }
    batch.ids()[to] = document[at];
    batch.weights()[to] = weights[at];
  }
}
