/** Reading activations of examples, and reducing them to statistics. No transport. */
@NullMarked
package org.steermesh.activation.domain;

import org.jspecify.annotations.NullMarked;
