package org.steermesh.vector.domain;

import java.util.Optional;
import org.steermesh.contract.PageRequest;

/** Keeps aliases and what happened to them. Every method is atomic. */
public interface AliasStore {

  /** Moves an alias if it is where it is expected, and notes it. */
  AliasMove.Outcome move(AliasMove move);

  /** Moves an alias back to the newest earlier place that is still there, and notes it. */
  AliasMove.Outcome rollback(AliasRollback rollback);

  /** What happened to the aliases of a vector, or to one of them, newest first. */
  PageRequest.Page<AliasChange> changes(PageRequest page, String vectorId, Optional<String> alias);
}
