/** Tests of what the methods decide themselves. */
@NullMarked
package org.steermesh.vector.api;

import org.jspecify.annotations.NullMarked;
