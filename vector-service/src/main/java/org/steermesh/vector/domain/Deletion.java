package org.steermesh.vector.domain;

import java.util.List;

/** What became of a wish to delete a version, or a vector with all of its versions. */
public sealed interface Deletion {

  /** It is gone. */
  record Done() implements Deletion {}

  /** There was none. */
  record Absent() implements Deletion {}

  /**
   * It stays, because these aliases name it, or these versions were composed of it; neither: it is
   * live.
   */
  record InUse(List<String> aliases, List<String> children) implements Deletion {}
}
