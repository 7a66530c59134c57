package org.steermesh.vector.domain;

import java.util.List;

/** Why a version goes, or stays, when its vector is pruned. */
public sealed interface PruneVerdict {

  /** It went, or would go. */
  record Removed() implements PruneVerdict {}

  /** It stays as one of the newest. */
  record Newest() implements PruneVerdict {}

  /** It stays because of its age. */
  record Young() implements PruneVerdict {}

  /** It stays because these aliases name it. */
  record Named(List<String> aliases) implements PruneVerdict {}

  /** It stays because it is in use. */
  record Live() implements PruneVerdict {}

  /** It stays because others were composed of it, {@code vectors/{vector}/versions/{digest}}. */
  record Parent(List<String> children) implements PruneVerdict {}
}
