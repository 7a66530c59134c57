/** Trains sparse autoencoders on the activations of a model, streamed, and measures them. */
@NullMarked
package org.steermesh.engine.sae.training;

import org.jspecify.annotations.NullMarked;
