package org.steermesh.vector.domain;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VectorName;

/** The rules for removing old versions. */
public final class VectorPruning {

  private final VectorCatalog catalog;
  private final PruneStore store;
  private final Clock clock;

  /** Prunes the vectors of a catalogue in their store. */
  public VectorPruning(VectorCatalog catalog, PruneStore store, Clock clock) {
    this.catalog = catalog;
    this.store = store;
    this.clock = clock;
  }

  /**
   * What stays. The newest version does in any case.
   *
   * @param keepNewest how many of the newest, 0 or more
   * @param keepYoungerThan versions younger than this; null for no such rule
   * @param dryRun whether nothing is removed
   */
  public record Rule(int keepNewest, @Nullable Duration keepYoungerThan, boolean dryRun) {}

  /** What became of a version, or would. */
  public record Pruned(Version version, PruneVerdict verdict) {}

  /**
   * Removes what a rule leaves over and nothing else needs, page by page, oldest first.
   *
   * @throws SteermeshException VECTOR_NOT_FOUND
   */
  public PageRequest.Page<Pruned> run(PageRequest page, VectorName name, Rule rule) {
    Instant border =
        rule.keepYoungerThan == null ? Instant.MAX : clock.instant().minus(rule.keepYoungerThan);
    return store.walk(
        page,
        catalog.get(name).id(),
        version -> verdict(version, rule, border).map(verdict -> new Pruned(version, verdict)));
  }

  private Optional<PruneVerdict> verdict(Version version, Rule rule, Instant border) {
    return version.createTime().isAfter(border)
        ? Optional.of(new PruneVerdict.Young())
        : store.prune(version, Math.max(1, rule.keepNewest), rule.dryRun);
  }
}
