package org.steermesh.generation.client;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.steermesh.generation.domain.SparsePack;
import org.steermesh.generation.domain.VectorVersion;

/** Versions by full name, the longest unused going first when they hold too many floats. */
final class VersionCache {

  private final long mostFloats;
  private final Map<String, VectorVersion> versions = new LinkedHashMap<>(16, 0.75f, true);
  private long floats;

  VersionCache(long mostFloats) {
    this.mostFloats = mostFloats;
  }

  /** The version of this name, read when it is not here; reading holds up nobody else. */
  VectorVersion get(String name, Function<String, VectorVersion> read) {
    VectorVersion kept = find(name);
    if (kept != null) {
      return kept;
    }
    VectorVersion version = read.apply(name);
    keep(name, version);
    return version;
  }

  private synchronized @Nullable VectorVersion find(String name) {
    return versions.get(name);
  }

  private synchronized void keep(String name, VectorVersion version) {
    if (versions.put(name, version) == null) {
      floats += floats(version);
    }
    Iterator<VectorVersion> longestUnusedFirst = versions.values().iterator();
    while (floats > mostFloats && longestUnusedFirst.hasNext()) {
      floats -= floats(longestUnusedFirst.next());
      longestUnusedFirst.remove();
    }
  }

  private static long floats(VectorVersion version) {
    return version.values().values().stream().mapToLong(values -> values.length).sum()
        + version.sparse().map(SparsePack::floats).orElse(0L);
  }
}
