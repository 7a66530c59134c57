/** The service that hosts the model, called by gRPC. */
@NullMarked
package org.steermesh.vector.client;

import org.jspecify.annotations.NullMarked;
