package org.steermesh.cli.demo;

import org.steermesh.cli.demo.world.DocumentGenerator;
import org.steermesh.engine.training.TokenBatches;

/**
 * The endless row of documents as training batches. Documents follow each other in a row and go on
 * in the next; the last token of a row is the first of the following one, so that each token is
 * predicted once.
 */
final class DocumentBatches implements TokenBatches {

  private final DocumentGenerator documents;
  private final WordTokenizer tokenizer;
  private final int rows;
  private final int tokens;

  private long next;
  private int[] document = new int[0];
  private int at;

  /**
   * Begins with document {@code first}.
   *
   * @param rows sequences in a batch
   * @param tokens predicted tokens in a sequence
   */
  DocumentBatches(
      DocumentGenerator documents, WordTokenizer tokenizer, long first, int rows, int tokens) {
    this.documents = documents;
    this.tokenizer = tokenizer;
    this.next = first;
    this.rows = rows;
    this.tokens = tokens;
  }

  @Override
  public int[] next() {
    int[] batch = new int[rows * (tokens + 1)];
    for (int row = 0; row < rows; row++) {
      int start = row * (tokens + 1);
      for (int t = 0; t < tokens; t++) {
        batch[start + t] = take();
      }
      batch[start + tokens] = peek();
    }
    return batch;
  }

  private int take() {
    int token = peek();
    at++;
    return token;
  }

  private int peek() {
    while (at >= document.length) {
      document = tokenizer.encode(documents.document(next).text());
      next++;
      at = 0;
    }
    return document[at];
  }
}
