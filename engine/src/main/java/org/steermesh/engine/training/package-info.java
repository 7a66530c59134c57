/** Trains a small model from nothing, through the same TorchScript decoder that serves it. */
@NullMarked
package org.steermesh.engine.training;

import org.jspecify.annotations.NullMarked;
