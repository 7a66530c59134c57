/** Tests of the readers, splits and shuffles of multiple-choice tasks. */
@NullMarked
package org.steermesh.vector.domain.task;

import org.jspecify.annotations.NullMarked;
