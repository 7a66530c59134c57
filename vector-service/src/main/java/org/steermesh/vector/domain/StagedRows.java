package org.steermesh.vector.domain;

/**
 * Rows on their way into the store. They belong to no version, and are forgotten after a while,
 * until {@link VectorStore#putIfAbsent(Version, SparseVector, StagedRows)} makes them part of one.
 */
public interface StagedRows extends AutoCloseable {

  /**
   * What was added so far.
   *
   * @param rows number of rows
   * @param blocks number of blocks
   * @param digest SHA-256 over the bytes of all blocks, in order, lower-case hexadecimal
   */
  record Summary(int rows, int blocks, String digest) {}

  /** Stores the next block. */
  void add(RowBlock block);

  /** What was added. Nothing may be added afterwards. */
  Summary finish();

  /** Forgets rows that no version took. */
  @Override
  void close();
}
