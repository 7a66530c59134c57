/** Speaks {@code steermesh.vector.v1} and {@code google.longrunning}: parse, decide, translate. */
@NullMarked
package org.steermesh.vector.api;

import org.jspecify.annotations.NullMarked;
