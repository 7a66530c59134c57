package org.steermesh.vector.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.steermesh.vector.domain.BuildMethod;
import org.steermesh.vector.domain.BuildOperation;

/**
 * The stored form of {@link BuildOperation.Outcome}: either versions or an error.
 *
 * @param built the first version
 * @param more the versions after it; null is none
 * @param emptyTaus those that gave no version; null is none
 * @param emptyMethods those that gave no version; null is none
 */
record StoredOutcome(
    int format,
    @Nullable StoredVersion built,
    @Nullable List<StoredVersion> more,
    @Nullable List<Double> emptyTaus,
    @Nullable List<BuildMethod> emptyMethods,
    BuildOperation.Outcome.@Nullable Failed failed) {

  static byte[] write(BuildOperation.Outcome outcome) {
    return StoredJson.write(
        switch (outcome) {
          case BuildOperation.Outcome.Built built -> {
            List<StoredVersion> versions =
                built.versions().stream().map(StoredVersion::of).toList();
            yield new StoredOutcome(
                StoredJson.FORMAT,
                versions.getFirst(),
                versions.subList(1, versions.size()),
                built.emptyTaus(),
                built.emptyMethods(),
                null);
          }
          case BuildOperation.Outcome.Failed error ->
              new StoredOutcome(StoredJson.FORMAT, null, null, null, null, error);
        });
  }

  static BuildOperation.Outcome read(byte[] json) {
    StoredOutcome stored = StoredJson.read(json, StoredOutcome.class);
    StoredJson.checkFormat(stored.format);
    if (stored.built != null) {
      List<StoredVersion> versions = new ArrayList<>(List.of(stored.built));
      versions.addAll(stored.more == null ? List.of() : stored.more);
      return new BuildOperation.Outcome.Built(
          versions.stream().map(StoredVersion::toVersion).toList(),
          stored.emptyTaus == null ? List.of() : stored.emptyTaus,
          stored.emptyMethods == null ? List.of() : stored.emptyMethods);
    }
    if (stored.failed != null) {
      return stored.failed;
    }
    throw new IllegalStateException("stored outcome has neither a version nor an error");
  }
}
