package org.steermesh.cli.study;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.steermesh.engine.training.lora.LoraItems;
import org.steermesh.eval.v1.PasSearch;
import org.steermesh.vector.v1.UploadDatasetHeader;

/**
 * What a study compares.
 *
 * @param header how the items are uploaded
 * @param files the items
 * @param search of vectors and examples for the base: methods and seeds are named
 * @param report where the page of all evaluations is written
 */
public record StudyPlan(
    UploadDatasetHeader header, List<Path> files, PasSearch search, Optional<Path> report) {

  /** Trains adapters. */
  public interface Training {

    /**
     * Refuses what {@link #train} would refuse before its first step with any seed.
     *
     * @param items by seed
     * @param folders by seed, to be written to
     * @throws org.steermesh.cli.SteerException naming the seed, the item or the option
     */
    void check(Map<Long, LoraItems> items, LongFunction<Path> folders);

    /**
     * Trains one.
     *
     * @param items those of the training part, shown as the search shows them
     * @param seed of the split, the first weights and the order
     * @param folder to write to
     */
    void train(LoraItems items, long seed, Path folder);
  }

  /** Copies the list. */
  public StudyPlan {
    files = List.copyOf(files);
  }

  String dataset() {
    return "datasets/" + header.getDatasetId();
  }
}
