/** The stores for tests outside their package. */
@NullMarked
package org.steermesh.vector.store;

import org.jspecify.annotations.NullMarked;
