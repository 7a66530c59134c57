package org.steermesh.vector.domain;

import java.util.List;
import java.util.Optional;
import org.steermesh.contract.PageRequest;

/** Keeps data sets. Every method is atomic. */
public interface DatasetStore {

  /** Items that {@link #readBlock} gives at once; only the last block of a data set is shorter. */
  int BLOCK = 64;

  /**
   * Stores a data set with its items, unless its id is taken.
   *
   * @return what is stored under the id now: this data set, or the earlier one
   */
  Dataset putIfAbsent(Dataset dataset, List<ContrastivePair> pairs);

  /** The data set of an id. */
  Optional<Dataset> find(String id);

  /**
   * Reads items {@code block * BLOCK} to {@code (block + 1) * BLOCK - 1}.
   *
   * @return empty when the id does not name that content (any more)
   */
  Optional<List<ContrastivePair>> readBlock(Dataset dataset, int block);

  /** Data sets by id; of one behaviour unless it is empty. */
  PageRequest.Page<Dataset> list(PageRequest page, String behaviour);

  /** Removes a data set; false when there is none. */
  boolean delete(String id);
}
