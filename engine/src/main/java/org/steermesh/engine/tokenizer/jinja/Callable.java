package org.steermesh.engine.tokenizer.jinja;

/** A function, macro or bound method of a template. */
@FunctionalInterface
interface Callable {

  /** Calls it. */
  Object call(Arguments arguments);
}
