/** Tests of the service over real gRPC, with a real model. */
@NullMarked
package org.steermesh.activation;

import org.jspecify.annotations.NullMarked;
