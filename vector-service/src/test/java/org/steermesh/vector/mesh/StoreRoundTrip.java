package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.type.ModelFingerprint;
import org.steermesh.contract.type.PositionRule;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;
import org.steermesh.vector.domain.AliasChange;
import org.steermesh.vector.domain.AliasMove;
import org.steermesh.vector.domain.AliasRollback;
import org.steermesh.vector.domain.BuildMethod;
import org.steermesh.vector.domain.BuildOperation;
import org.steermesh.vector.domain.BuildPlan;
import org.steermesh.vector.domain.ContrastivePair;
import org.steermesh.vector.domain.Dataset;
import org.steermesh.vector.domain.DatasetFormat;
import org.steermesh.vector.domain.Deletion;
import org.steermesh.vector.domain.ModelFacts;
import org.steermesh.vector.domain.OperationStore;
import org.steermesh.vector.domain.StoredDtype;
import org.steermesh.vector.domain.Version;
import org.steermesh.vector.domain.VersionState;
import org.steermesh.vector.domain.task.ChoiceItem;
import org.steermesh.vector.domain.task.ItemIndex;
import org.steermesh.vector.domain.task.ItemStore;
import org.steermesh.vector.store.Stores;

/**
 * Everything that the stores keep, once around: written, read, changed, removed.
 *
 * @param id of all that it makes
 */
record StoreRoundTrip(Stores stores, String id) {

  private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_123L);
  private static final Duration LEASE = Duration.ofSeconds(30);

  static final ChoiceItem ITEM =
      new ChoiceItem(
          "Q?", List.of("yes", "no"), 0, List.of(0), "", "", "", Map.of(), ChoiceItem.Scope.BOTH);

  void run() {
    versions();
    aliases();
    dataset();
    items();
    operation();
  }

  private void versions() {
    Version first = Versions.put(stores.vectors(), id, "a1");
    Version sparse = Versions.putSparse(stores.vectors(), id, "b2", 4096, 40);
    assertThat(Versions.put(stores.vectors(), id, "a1")).isEqualTo(first);
    assertThat(stores.vectors().find(id).orElseThrow().newest()).isEqualTo(sparse);
    assertThat(
            stores
                .vectors()
                .listVersions(
                    new PageRequest(10, "", ""), id, LibraryWalk.ALL, LibraryWalk.everything())
                .items())
        .containsExactly(sparse, first);
    assertThat(stores.vectors().updateStatus(first, status -> status)).contains(first);
    assertThat(LibraryWalk.whole(stores))
        .contains(LibraryWalk.name(first), LibraryWalk.name(sparse));
    Versions.put(stores.vectors(), id, "c3");
    Version half = Versions.putHalf(stores.vectors(), id + "-half", 4096);
    assertThat(stores.vectors().readSite(half, 0).orElseThrow().values())
        .containsExactly(Versions.halves(4096));
    assertThat(stores.vectors().delete(half.vectorId(), false)).isEqualTo(new Deletion.Done());
    assertThat(stores.vectors().deleteVersion(id, Versions.digest("c3"), false))
        .isEqualTo(new Deletion.Done());
  }

  private void aliases() {
    assertThat(move("a1", new AliasMove.Expectation.Nowhere()))
        .isInstanceOf(AliasMove.Outcome.Moved.class);
    assertThat(move("b2", new AliasMove.Expectation.At("a1")))
        .isInstanceOf(AliasMove.Outcome.Moved.class);
    assertThat(move("b2", new AliasMove.Expectation.Nowhere()))
        .isInstanceOf(AliasMove.Outcome.Elsewhere.class);
    assertThat(
            stores
                .aliases()
                .rollback(
                    new AliasRollback(
                        id,
                        "live",
                        new AliasMove.Expectation.Anywhere(),
                        VersionState.CANDIDATE,
                        "somebody",
                        TIME)))
        .isEqualTo(new AliasMove.Outcome.Moved(Versions.digest("a1")));
    assertThat(stores.aliases().changes(new PageRequest(10, "", ""), id, Optional.empty()).items())
        .extracting(AliasChange::to)
        .containsExactly(Versions.digest("a1"), Versions.digest("b2"), Versions.digest("a1"));
    assertThat(stores.vectors().delete(id, false)).isInstanceOf(Deletion.InUse.class);
    assertThat(stores.vectors().delete(id, true)).isEqualTo(new Deletion.Done());
    assertThat(stores.vectors().find(id)).isEmpty();
    assertThat(stores.vectors().findVersion(id, Versions.digest("b2"))).isEmpty();
  }

  private AliasMove.Outcome move(String start, AliasMove.Expectation expectation) {
    return stores
        .aliases()
        .move(
            new AliasMove(id, "live", Versions.digest(start), expectation, null, "somebody", TIME));
  }

  private void dataset() {
    Dataset dataset = datasetOf(id + "-pairs", 1);
    ContrastivePair pair = new ContrastivePair("Q?", "(A)", "(B)");
    assertThat(stores.datasets().putIfAbsent(dataset, List.of(pair))).isEqualTo(dataset);
    assertThat(stores.datasets().readBlock(dataset, 0)).contains(List.of(pair));
    assertThat(stores.datasets().list(new PageRequest(100, "", ""), "").items()).contains(dataset);
    assertThat(stores.datasets().delete(dataset.id())).isTrue();
  }

  private void items() {
    Dataset dataset = datasetOf(id + "-items", 1);
    try (ItemStore.Staged staged = stores.items().stage()) {
      staged.add(List.of(ITEM), index());
      assertThat(staged.putIfAbsent(dataset)).isEqualTo(dataset);
    }
    assertThat(stores.items().read(dataset, new int[] {0})).containsExactly(ITEM);
    assertThat(stores.datasets().delete(dataset.id())).isTrue();
  }

  /** That of {@link #ITEM}. */
  static byte[] index() {
    ItemIndex index = new ItemIndex();
    index.add(ITEM);
    return index.toBytes(0);
  }

  /** A data set of items that are not looked at. */
  static Dataset datasetOf(String id, int items) {
    return new Dataset(
        id,
        "obedience",
        "",
        DatasetFormat.CAA_JSON,
        items,
        Versions.digest("da"),
        10,
        TIME,
        null,
        false);
  }

  private void operation() {
    BuildOperation operation = operation(id);
    OperationStore operations = stores.operations();
    assertThat(operations.create(operation, 64)).isTrue();
    assertThat(operations.list(new PageRequest(100, "", "")).items()).contains(operation);
    assertThat(operations.claim("me", LEASE)).contains(operation);
    assertThat(operations.claim("somebody-else", LEASE)).isEmpty();
    assertThat(operations.renew(id, "me", LEASE, 1)).isEqualTo(OperationStore.Renewal.HELD);
    BuildOperation.Outcome outcome =
        new BuildOperation.Outcome.Failed(ErrorReason.VECTOR_ZERO, "no", Map.of(), List.of());
    assertThat(operations.finish(id, "somebody-else", 1, outcome)).isFalse();
    assertThat(operations.finish(id, "me", 1, outcome)).isTrue();
    assertThat(operations.find(id).orElseThrow().outcome()).isEqualTo(outcome);
    assertThat(operations.delete(id)).isEqualTo(OperationStore.Change.DONE);
  }

  /** A build that was accepted. */
  static BuildOperation operation(String id) {
    BuildPlan plan =
        new BuildPlan(
            id,
            datasetOf(id, 3),
            0,
            3,
            new ModelFacts(
                RuledActivations.MODEL,
                new ModelFingerprint("w", "t", ""),
                RuledActivations.BLOCKS,
                RuledActivations.WIDTH),
            BuildMethod.MEAN_DIFFERENCE,
            List.of(new Site(0, Target.RESIDUAL)),
            null,
            Positions.of(PositionRule.ANSWER_LETTER),
            new PromptLayout(PromptLayout.Rendering.PLAIN, PromptLayout.QUESTION, "("),
            Map.of(),
            StoredDtype.F32,
            null,
            null);
    return new BuildOperation(id, plan, 0, TIME, null);
  }
}
