/** Tests of the reductions. */
@NullMarked
package org.steermesh.engine.stats;

import org.jspecify.annotations.NullMarked;
