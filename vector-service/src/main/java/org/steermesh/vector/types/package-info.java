/** {@code steermesh.type.v1} as the domain's records, for both rooms that speak protobuf. */
@NullMarked
package org.steermesh.vector.types;

import org.jspecify.annotations.NullMarked;
