package org.steermesh.vector.domain;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What changes while a version stays.
 *
 * @param state how far it has come
 * @param actor who moved it there, may be empty
 * @param evidence why it was promoted last; null if it never was
 * @param tags its tags
 * @param description what people should know of it, may be empty
 */
public record VersionStatus(
    VersionState state,
    String actor,
    @Nullable Evidence evidence,
    NavigableSet<String> tags,
    String description) {

  /** Of a version that nobody has judged yet. */
  public static final VersionStatus NEW =
      new VersionStatus(VersionState.CANDIDATE, "", null, Collections.emptyNavigableSet(), "");

  /** Copies the tags. */
  public VersionStatus {
    tags = Collections.unmodifiableNavigableSet(new TreeSet<>(tags));
  }

  /** The same in another state. */
  VersionStatus in(VersionState other, String mover, @Nullable Evidence why) {
    return new VersionStatus(other, mover, why, tags, description);
  }

  /** The same with other tags. */
  VersionStatus tagged(NavigableSet<String> other) {
    return new VersionStatus(state, actor, evidence, other, description);
  }

  /** The same with another description. */
  VersionStatus describedBy(String other) {
    return new VersionStatus(state, actor, evidence, tags, other);
  }
}
