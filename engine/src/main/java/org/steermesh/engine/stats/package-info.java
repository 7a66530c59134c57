/** Activations reduced to the few sums that a dense steering vector needs. */
@NullMarked
package org.steermesh.engine.stats;

import org.jspecify.annotations.NullMarked;
