package org.steermesh.activation.api;

import io.quarkus.grpc.GrpcService;
import org.steermesh.activation.domain.SaeLibrary;
import org.steermesh.contract.server.CheckedEndpoint;
import org.steermesh.host.ModelHost;
import org.steermesh.host.ModelQueue;

/** Speaks {@code steermesh.activation.v1}. */
@GrpcService
final class ActivationEndpoint extends CheckedEndpoint {

  ActivationEndpoint(ModelHost host, ModelQueue queue, SaeLibrary saes) {
    super(new ActivationMethods(host, queue, saes));
  }
}
