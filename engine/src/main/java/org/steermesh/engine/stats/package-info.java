/** Reductions of activations: what a steering vector needs of a data set, in constant memory. */
@NullMarked
package org.steermesh.engine.stats;

import org.jspecify.annotations.NullMarked;
