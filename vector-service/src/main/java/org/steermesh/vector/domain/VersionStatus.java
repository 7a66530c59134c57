package org.steermesh.vector.domain;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What changes while a version stays.
 *
 * @param state how far it has come
 * @param evidence why it was promoted last; null if it never was
 * @param tags its tags
 */
public record VersionStatus(
    VersionState state, @Nullable Evidence evidence, NavigableSet<String> tags) {

  /** Of a version that nobody has judged yet. */
  public static final VersionStatus NEW =
      new VersionStatus(VersionState.CANDIDATE, null, Collections.emptyNavigableSet());

  /** Copies the tags. */
  public VersionStatus {
    tags = Collections.unmodifiableNavigableSet(new TreeSet<>(tags));
  }
}
