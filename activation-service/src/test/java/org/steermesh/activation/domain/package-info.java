/** What the domain does without a model. */
@NullMarked
package org.steermesh.activation.domain;

import org.jspecify.annotations.NullMarked;
