/** Tests of the running service: real Redis, real gRPC, and a peer that computes by rule. */
@NullMarked
package org.steermesh.vector.mesh;

import org.jspecify.annotations.NullMarked;
