package org.steermesh.vector.api;

import io.quarkus.grpc.GrpcService;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.steermesh.contract.server.CheckedEndpoint;
import org.steermesh.vector.domain.BuildOperations;
import org.steermesh.vector.domain.Catalogs;

/** Speaks {@code steermesh.vector.v1}. */
@GrpcService
final class VectorEndpoint extends CheckedEndpoint {

  VectorEndpoint(
      Catalogs catalogs,
      BuildOperations builds,
      @ConfigProperty(name = "steermesh.dataset.concurrent-uploads") int uploads,
      @ConfigProperty(name = "steermesh.library.concurrent-files") int files) {
    super(new VectorMethods(catalogs, builds, new VectorMethods.Concurrency(uploads, files)));
  }
}
