/** Suites that tell what steering does to what it is not meant to change. */
@NullMarked
package org.steermesh.eval.domain.effects;

import org.jspecify.annotations.NullMarked;
