/**
 * The forward pass: a TorchScript program, its weights, its caches, and taps that read and edit
 * activations on the way.
 */
@NullMarked
package org.steermesh.engine.decoder;

import org.jspecify.annotations.NullMarked;
