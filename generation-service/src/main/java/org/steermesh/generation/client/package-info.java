/** Speaks to vector-service. */
@NullMarked
package org.steermesh.generation.client;

import org.jspecify.annotations.NullMarked;
