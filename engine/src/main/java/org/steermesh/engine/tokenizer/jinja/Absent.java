package org.steermesh.engine.tokenizer.jinja;

/** The two ways of not being there. */
enum Absent {
  /** Python's None: printed as such. */
  NONE,
  /** A name or item that does not exist: printed as nothing, refused in arithmetic. */
  UNDEFINED
}
