package org.steermesh.vector.config;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.ZoneOffset;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.steermesh.vector.domain.ActivationReader;
import org.steermesh.vector.domain.BuildOperations;
import org.steermesh.vector.domain.BuildWorker;
import org.steermesh.vector.domain.DatasetCatalog;
import org.steermesh.vector.domain.DatasetLimits;
import org.steermesh.vector.domain.DatasetStore;
import org.steermesh.vector.domain.OperationStore;
import org.steermesh.vector.domain.VectorBuilder;
import org.steermesh.vector.domain.VectorCatalog;
import org.steermesh.vector.domain.VectorStore;
import org.steermesh.vector.domain.VectorStudy;

/** Puts the domain together; it knows nothing of the framework itself. */
@Singleton
class Wiring {

  private final VectorServiceConfig config;

  /** In ms, as times are stored: what was answered first is what is answered later. */
  private final Clock clock = Clock.tickMillis(ZoneOffset.UTC);

  Wiring(VectorServiceConfig config) {
    this.config = config;
  }

  @Produces
  @Singleton
  DatasetCatalog datasetCatalog(DatasetStore store) {
    VectorServiceConfig.Dataset dataset = config.dataset();
    DatasetLimits limits =
        new DatasetLimits(dataset.maxBytes(), dataset.maxItems(), dataset.maxQuestionCharacters());
    return new DatasetCatalog(store, limits, clock);
  }

  @Produces
  @Singleton
  VectorCatalog vectorCatalog(VectorStore store) {
    return new VectorCatalog(store);
  }

  @Produces
  @Singleton
  VectorStudy vectorStudy(VectorCatalog vectors, ActivationReader activations) {
    return new VectorStudy(vectors, activations);
  }

  @Produces
  @Singleton
  VectorBuilder vectorBuilder(
      DatasetStore datasets,
      VectorStore vectors,
      ActivationReader activations,
      @ConfigProperty(name = "quarkus.application.version") String codeVersion) {
    return new VectorBuilder(datasets, vectors, activations, codeVersion, clock);
  }

  @Produces
  @Singleton
  BuildWorker buildWorker(OperationStore operations, VectorBuilder builder) {
    return new BuildWorker(operations, builder, config.build().lease());
  }

  @Produces
  @Singleton
  BuildOperations buildOperations(
      DatasetCatalog datasets,
      OperationStore operations,
      ActivationReader activations,
      BuildWorker worker) {
    return new BuildOperations(
        new BuildOperations.Surroundings(datasets, operations, activations),
        config.build().maxPending(),
        worker::wake,
        clock);
  }

  void start(@Observes StartupEvent event, BuildWorker worker) {
    worker.start(config.build().concurrency());
  }

  void stop(@Observes @Priority(1) ShutdownEvent event, BuildWorker worker) {
    worker.close();
  }
}
