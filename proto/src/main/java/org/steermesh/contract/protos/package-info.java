/** Translates between {@code steermesh.type.v1} and its words as records. */
@NullMarked
package org.steermesh.contract.protos;

import org.jspecify.annotations.NullMarked;
