package org.steermesh.vector.api;

import io.quarkus.grpc.GrpcService;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.steermesh.contract.server.CheckedEndpoint;
import org.steermesh.vector.domain.BuildOperations;
import org.steermesh.vector.domain.Catalogs;
import org.steermesh.vector.domain.file.LibraryLimits;

/** Speaks {@code steermesh.vector.v1}. */
@GrpcService
final class VectorEndpoint extends CheckedEndpoint {

  VectorEndpoint(
      Catalogs catalogs,
      BuildOperations builds,
      @ConfigProperty(name = "steermesh.dataset.concurrent-uploads") int uploads,
      @ConfigProperty(name = "steermesh.library.concurrent-files") int files,
      @ConfigProperty(name = "steermesh.library.idle-limit") Duration idleLimit) {
    super(
        new VectorMethods(
            catalogs,
            builds,
            new VectorMethods.Concurrency(uploads, gate(catalogs, files, idleLimit))));
  }

  /** For as many files as are wished, or as the heap bears. */
  private static FileGate gate(Catalogs catalogs, int files, Duration idleLimit) {
    LibraryLimits limits = catalogs.library().files().imports().limits();
    return new FileGate(
        limits.atOnce(Runtime.getRuntime().maxMemory(), files), limits.whole().bytes(), idleLimit);
  }
}
