/** Speaks {@code steermesh.activation.v1}: checks, translates, delegates. */
@NullMarked
package org.steermesh.activation.api;

import org.jspecify.annotations.NullMarked;
