/** The gRPC endpoints: validate, translate, delegate. */
@NullMarked
package org.steermesh.eval.api;

import org.jspecify.annotations.NullMarked;
