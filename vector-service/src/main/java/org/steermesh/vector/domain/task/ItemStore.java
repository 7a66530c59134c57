package org.steermesh.vector.domain.task;

import java.util.List;
import org.steermesh.vector.domain.Dataset;

/** Keeps the items of tasks. */
public interface ItemStore {

  /** Items that are stored at once; only the last block of a data set is shorter. */
  int BLOCK = 64;

  /**
   * Begins to store items that belong to no data set yet, and are forgotten unless one takes them.
   */
  Staged stage();

  /** Items on their way into the store. */
  interface Staged extends AutoCloseable {

    /**
     * Stores the next block.
     *
     * @param index the entries of these items, {@link ItemIndex#toBytes}
     */
    void add(List<ChoiceItem> items, byte[] index);

    /**
     * Makes them a data set, unless its id is taken.
     *
     * @return what is stored under the id now: this data set, or the earlier one
     */
    Dataset putIfAbsent(Dataset dataset);

    /** Forgets items that no data set took. */
    @Override
    void close();
  }

  /**
   * The index of a data set.
   *
   * @throws org.steermesh.contract.SteermeshException DATASET_NOT_FOUND
   */
  ItemIndex readIndex(Dataset dataset);

  /**
   * Some items of a data set, in the order asked.
   *
   * @param indices at most {@link #BLOCK}
   * @throws org.steermesh.contract.SteermeshException DATASET_NOT_FOUND
   */
  List<ChoiceItem> read(Dataset dataset, int[] indices);
}
