package org.steermesh.vector.domain;

import org.steermesh.vector.domain.task.TaskCatalog;

/**
 * What is kept, and how it is looked at.
 *
 * @param datasets contrastive pairs, and what all data sets have in common
 * @param tasks multiple-choice items
 * @param vectors vectors and their versions
 * @param study what versions are made of
 */
public record Catalogs(
    DatasetCatalog datasets, TaskCatalog tasks, VectorCatalog vectors, VectorStudy study) {}
