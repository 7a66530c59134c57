/** Tests of the service as a whole. */
@NullMarked
package org.steermesh.vector;

import org.jspecify.annotations.NullMarked;
