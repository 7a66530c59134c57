package org.steermesh.vector.domain;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.steermesh.contract.DatasetName;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.FieldViolation;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SteermeshException;

/** The rules for data sets: what may be stored, found and removed. */
public final class DatasetCatalog {

  private final DatasetStore store;
  private final DatasetLimits limits;
  private final Clock clock;

  /** Works on a store, within bounds. */
  public DatasetCatalog(DatasetStore store, DatasetLimits limits, Clock clock) {
    this.store = store;
    this.limits = limits;
    this.clock = clock;
  }

  /** Bounds of one data set. */
  public DatasetLimits limits() {
    return limits;
  }

  /**
   * What an uploader says of a data set.
   *
   * @param name under which it is stored
   * @param behaviour what the positive completions show
   * @param description for people, may be empty
   * @param format how the bytes are written
   */
  public record Header(
      DatasetName name, String behaviour, String description, DatasetFormat format) {}

  /**
   * Checks and stores an upload. Repeating one gives the data set that is there.
   *
   * @param content the whole file
   * @throws SteermeshException DATASET_TOO_LARGE, DATASET_INVALID, DATASET_EXISTS
   */
  public Dataset upload(Header header, byte[] content) {
    List<ContrastivePair> pairs =
        switch (read(header.format(), content)) {
          case DatasetReading.Accepted accepted -> accepted.pairs();
          case DatasetReading.Refused refused -> throw invalid(refused);
        };
    Dataset uploaded =
        new Dataset(
            header.name().id(),
            header.behaviour(),
            header.description(),
            header.format(),
            pairs.size(),
            Digests.sha256(content),
            content.length,
            clock.instant(),
            null,
            false);
    Dataset stored = store.putIfAbsent(uploaded, pairs);
    checkSame(uploaded, stored);
    return stored;
  }

  /**
   * Checks and stores contrastive pairs that a backup holds.
   *
   * @param said what the backup tells of them
   * @throws SteermeshException DATASET_TOO_LARGE, DATASET_INVALID, DATASET_EXISTS
   */
  public Dataset restore(Dataset said, Iterator<ContrastivePair> items) {
    List<ContrastivePair> pairs =
        switch (RestoredPairs.read(said, items, limits)) {
          case DatasetReading.Accepted accepted -> accepted.pairs();
          case DatasetReading.Refused refused -> throw invalid(refused);
        };
    Dataset stored = store.putIfAbsent(said, pairs);
    checkSame(said, stored);
    return stored;
  }

  /**
   * Refuses an id that names another upload.
   *
   * @throws SteermeshException DATASET_EXISTS
   */
  public static void checkSame(Dataset uploaded, Dataset stored) {
    List<String> differences = uploaded.differencesFrom(stored);
    if (!differences.isEmpty()) {
      throw exists(new DatasetName(uploaded.id()), stored, differences);
    }
  }

  private static SteermeshException exists(
      DatasetName name, Dataset stored, List<String> differences) {
    return new SteermeshException(
            ErrorReason.DATASET_EXISTS,
            "%s names another upload, which differs in %s (behaviour %s, description %s, digest %s);"
                    .formatted(
                        name,
                        String.join(", ", differences),
                        Quoted.of(stored.behaviour()),
                        Quoted.of(stored.description()),
                        stored.digest())
                + " a data set never changes: choose another id, or delete it first")
        .with("dataset", name.toString())
        .with("digest", stored.digest())
        .with("differences", String.join(",", differences));
  }

  private DatasetReading read(DatasetFormat format, byte[] content) {
    return switch (format) {
      case CAA_JSON -> CaaJsonReader.read(content, limits);
      case TASK -> throw new IllegalArgumentException("tasks are read by the task catalogue");
    };
  }

  /** Refuses multiple-choice items. */
  static void checkHoldsPairs(Dataset dataset) {
    if (dataset.content() != null) {
      throw new SteermeshException(
              ErrorReason.DATASET_KIND_MISMATCH,
              new DatasetName(dataset.id())
                  + " holds multiple-choice items, but contrastive pairs are needed")
          .with("dataset", new DatasetName(dataset.id()).toString());
    }
  }

  /** The data set of a name. */
  public Dataset get(DatasetName name) {
    return store.find(name.id()).orElseThrow(() -> notFound(name));
  }

  /** Data sets by id; of one behaviour unless it is empty. */
  public PageRequest.Page<Dataset> list(PageRequest page, String behaviour) {
    return store.list(page, behaviour);
  }

  /** Removes a data set; the versions made from it keep its name and digest. */
  public void delete(DatasetName name) {
    if (!store.delete(name.id())) {
      throw notFound(name);
    }
  }

  /** Items of a data set, with the index of the first. */
  public record Items(int firstIndex, List<ContrastivePair> pairs) {}

  /**
   * Reads a range of items, block by block, in order.
   *
   * @param first index of the first item, from 0; past the end reads nothing
   * @param count most items
   */
  public void read(DatasetName name, long first, long count, Consumer<Items> sink) {
    Dataset dataset = get(name);
    int index = (int) Math.min(first, dataset.itemCount());
    int end = (int) Math.min(dataset.itemCount(), index + Math.min(count, Integer.MAX_VALUE));
    while (index < end) {
      int block = index / DatasetStore.BLOCK;
      int offset = block * DatasetStore.BLOCK;
      List<ContrastivePair> pairs =
          store.readBlock(dataset, block).orElseThrow(() -> notFound(name));
      int until = Math.min(end, offset + pairs.size());
      sink.accept(new Items(index, pairs.subList(index - offset, until - offset)));
      index = until;
    }
  }

  private static SteermeshException notFound(DatasetName name) {
    return new SteermeshException(ErrorReason.DATASET_NOT_FOUND, name + " does not exist")
        .with("dataset", name.toString());
  }

  private static SteermeshException invalid(DatasetReading.Refused refused) {
    List<FieldViolation> violations = new ArrayList<>();
    for (DatasetViolation violation : refused.violations()) {
      violations.add(new FieldViolation(violation.field(), violation.description()));
    }
    DatasetViolation first = refused.violations().getFirst();
    int more = refused.total() - 1;
    return new SteermeshException(
            ErrorReason.DATASET_INVALID,
            "%s: %s%s; nothing is stored"
                .formatted(
                    first.field(),
                    first.description(),
                    more == 0 ? "" : " (and " + more + " more)"))
        .with("violation_count", Integer.toString(refused.total()))
        .withViolations(violations);
  }
}
