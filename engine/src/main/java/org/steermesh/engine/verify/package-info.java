/**
 * Checks this machine's computation against reference cases: a checkpoint, runs on it, and the
 * tensors and tokens that a correct implementation computes.
 */
@NullMarked
package org.steermesh.engine.verify;

import org.jspecify.annotations.NullMarked;
