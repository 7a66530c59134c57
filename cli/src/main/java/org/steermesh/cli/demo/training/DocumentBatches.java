package org.steermesh.cli.demo.training;

import java.util.function.LongFunction;
import org.steermesh.engine.training.TokenBatch;

/**
 * An endless row of documents as training batches. Documents follow each other in a row and go on
 * in the next; the last token of a row is the first of the following one, so that each token is
 * predicted once.
 */
final class DocumentBatches {

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

  /** The next batch. */
  TokenBatch next() {
    TokenBatch batch = new TokenBatch(rows, new int[rows * (tokens + 1)], new float[rows * tokens]);
    for (int row = 0; row < rows; row++) {
      int ids = row * (tokens + 1);
      int targets = row * tokens;
      batch.ids()[ids] = token();
      for (int t = 1; t <= tokens; t++) {
        at++;
        batch.ids()[ids + t] = token();
        batch.weights()[targets + t - 1] = weights[at];
      }
    }
    return batch;
  }

  /** The first document of which no token was taken. */
  long nextDocument() {
    return next;
  }

  private int token() {
    while (at >= document.length) {
      document = documents.apply(next);
      weights = weigher.of(document);
      next++;
      at = 0;
    }
    return document[at];
  }
}
