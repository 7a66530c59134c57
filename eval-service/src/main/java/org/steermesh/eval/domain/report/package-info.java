/** Draws evaluations as tables and as one self-contained page. */
@NullMarked
package org.steermesh.eval.domain.report;

import org.jspecify.annotations.NullMarked;
