/**
 * The words of {@code steermesh.type.v1} as records, for services without a model: domains speak
 * them where the engine's own words are not at hand.
 */
@NullMarked
package org.steermesh.contract.type;

import org.jspecify.annotations.NullMarked;
