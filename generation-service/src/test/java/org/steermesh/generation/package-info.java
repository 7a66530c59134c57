/** Tests of the service over real gRPC, with a real model. */
@NullMarked
package org.steermesh.generation;

import org.jspecify.annotations.NullMarked;
