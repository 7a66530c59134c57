/** Multiple-choice tasks: how their files are read, split, permuted and shown. */
@NullMarked
package org.steermesh.vector.domain.task;

import org.jspecify.annotations.NullMarked;
