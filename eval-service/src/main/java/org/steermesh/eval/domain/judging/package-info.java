/** Texts that the model writes freely, and judges that grade them. */
@NullMarked
package org.steermesh.eval.domain.judging;

import org.jspecify.annotations.NullMarked;
