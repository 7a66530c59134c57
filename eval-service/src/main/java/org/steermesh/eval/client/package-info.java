/** Calls to the other services; protobuf ends here. */
@NullMarked
package org.steermesh.eval.client;

import org.jspecify.annotations.NullMarked;
