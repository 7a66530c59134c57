package org.steermesh.generation.api;

import io.quarkus.grpc.GrpcService;
import org.steermesh.contract.server.CheckedEndpoint;
import org.steermesh.generation.domain.VectorSource;
import org.steermesh.host.ModelHost;
import org.steermesh.host.ModelQueue;

/** Speaks {@code steermesh.generation.v1}. */
@GrpcService
final class GenerationEndpoint extends CheckedEndpoint {

  GenerationEndpoint(
      ModelHost host,
      ModelQueue queue,
      ServingParts serving,
      VectorSource vectors,
      TextGeneration texts) {
    super(new GenerationMethods(host, queue, serving, vectors, texts));
  }
}
