/** Speaks {@code steermesh.generation.v1}: checks, translates, delegates. */
@NullMarked
package org.steermesh.generation.api;

import org.jspecify.annotations.NullMarked;
