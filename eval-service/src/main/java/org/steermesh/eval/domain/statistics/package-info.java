/** The mean of a sample and how far to trust it. */
@NullMarked
package org.steermesh.eval.domain.statistics;

import org.jspecify.annotations.NullMarked;
