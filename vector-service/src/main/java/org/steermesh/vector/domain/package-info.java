/**
 * Labelled data sets, steering vectors and their provenance, and the rules for both. No framework,
 * no protobuf, no Redis.
 */
@NullMarked
package org.steermesh.vector.domain;

import org.jspecify.annotations.NullMarked;
