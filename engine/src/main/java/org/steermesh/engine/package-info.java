/**
 * The model runtime: opens a checkpoint, captures activations, scores and generates under steering.
 * Plain Java, no network.
 */
@NullMarked
package org.steermesh.engine;

import org.jspecify.annotations.NullMarked;
