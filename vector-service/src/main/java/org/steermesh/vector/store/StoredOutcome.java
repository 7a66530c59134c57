package org.steermesh.vector.store;

import org.jspecify.annotations.Nullable;
import org.steermesh.vector.domain.BuildOperation;

/** The stored form of {@link BuildOperation.Outcome}: one of the two parts is set. */
record StoredOutcome(
    int format, @Nullable StoredVersion built, BuildOperation.Outcome.@Nullable Failed failed) {

  static byte[] write(BuildOperation.Outcome outcome) {
    return StoredJson.write(
        switch (outcome) {
          case BuildOperation.Outcome.Built built ->
              new StoredOutcome(StoredJson.FORMAT, StoredVersion.of(built.version()), null);
          case BuildOperation.Outcome.Failed error ->
              new StoredOutcome(StoredJson.FORMAT, null, error);
        });
  }

  static BuildOperation.Outcome read(byte[] json) {
    StoredOutcome stored = StoredJson.read(json, StoredOutcome.class);
    StoredJson.checkFormat(stored.format);
    if (stored.built != null) {
      return new BuildOperation.Outcome.Built(stored.built.toVersion());
    }
    if (stored.failed != null) {
      return stored.failed;
    }
    throw new IllegalStateException("stored outcome has neither a version nor an error");
  }
}
