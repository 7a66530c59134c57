package org.steermesh.vector.domain;

import org.steermesh.vector.domain.task.TaskCatalog;

/**
 * What is kept, and how it is looked at.
 *
 * @param datasets contrastive pairs, and what all data sets have in common
 * @param tasks multiple-choice items
 * @param vectors vectors and their versions
 * @param study what versions are made of
 * @param library what is done with versions that are there
 */
public record Catalogs(
    DatasetCatalog datasets,
    TaskCatalog tasks,
    VectorCatalog vectors,
    VectorStudy study,
    Library library) {

  /**
   * What is done with versions that are there.
   *
   * @param files into files and out of them
   * @param composition into other versions
   * @param aliases named
   * @param lifecycle promoted, retired, tagged, described
   * @param pruning removed when they are old
   * @param neighbours found by another
   */
  public record Library(
      Files files,
      VectorComposition composition,
      VectorAliases aliases,
      VectorLifecycle lifecycle,
      VectorPruning pruning,
      VectorNeighbours neighbours) {}

  /** Versions out of files, and into them. */
  public record Files(VectorImport imports, VectorExport exports) {}
}
