package org.steermesh.vector.config;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.steermesh.contract.server.StartRefused;
import org.steermesh.vector.domain.ActivationReader;
import org.steermesh.vector.domain.AliasStore;
import org.steermesh.vector.domain.BuildOperations;
import org.steermesh.vector.domain.BuildWorker;
import org.steermesh.vector.domain.Catalogs;
import org.steermesh.vector.domain.DatasetCatalog;
import org.steermesh.vector.domain.DatasetLimits;
import org.steermesh.vector.domain.DatasetStore;
import org.steermesh.vector.domain.LetterPredictor;
import org.steermesh.vector.domain.OperationStore;
import org.steermesh.vector.domain.PruneStore;
import org.steermesh.vector.domain.VectorAliases;
import org.steermesh.vector.domain.VectorBuilder;
import org.steermesh.vector.domain.VectorCatalog;
import org.steermesh.vector.domain.VectorComposition;
import org.steermesh.vector.domain.VectorExport;
import org.steermesh.vector.domain.VectorImport;
import org.steermesh.vector.domain.VectorLifecycle;
import org.steermesh.vector.domain.VectorNeighbours;
import org.steermesh.vector.domain.VectorPruning;
import org.steermesh.vector.domain.VectorStore;
import org.steermesh.vector.domain.VectorStudy;
import org.steermesh.vector.domain.VersionText;
import org.steermesh.vector.domain.file.LibraryLimits;
import org.steermesh.vector.domain.task.ItemStore;
import org.steermesh.vector.domain.task.TaskCatalog;
import org.steermesh.vector.domain.task.TaskLibrary;

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
  TaskCatalog taskCatalog(ItemStore store) {
    VectorServiceConfig.Dataset dataset = config.dataset();
    return new TaskCatalog(
        store,
        TaskLibrary.load(),
        new TaskCatalog.Limits(
            dataset.maxTaskBytes(), dataset.maxTaskItems(), dataset.maxQuestionCharacters()),
        clock);
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
  Catalogs catalogs(
      DatasetCatalog datasets,
      TaskCatalog tasks,
      VectorCatalog vectors,
      VectorStudy study,
      Catalogs.Library library) {
    return new Catalogs(datasets, tasks, vectors, study, library);
  }

  @Produces
  @Singleton
  VectorImport vectorImport(
      VectorStore store,
      ActivationReader activations,
      VersionText texts,
      @ConfigProperty(name = "quarkus.application.version") String codeVersion) {
    return new VectorImport(
        store, activations, texts, new VectorImport.Surroundings(fileLimits(), codeVersion, clock));
  }

  private LibraryLimits fileLimits() {
    return LibraryLimits.of(
        Runtime.getRuntime().maxMemory(),
        config.library().maxFileBytes(),
        config.library().maxBundleBytes());
  }

  @Produces
  @Singleton
  VectorComposition vectorComposition(
      VectorCatalog vectors,
      VectorStore store,
      @ConfigProperty(name = "quarkus.application.version") String codeVersion) {
    return new VectorComposition(vectors, store, codeVersion, clock);
  }

  @Produces
  @Singleton
  VectorAliases vectorAliases(VectorCatalog vectors, AliasStore store) {
    return new VectorAliases(vectors, store, clock);
  }

  @Produces
  @Singleton
  VectorPruning vectorPruning(VectorCatalog vectors, PruneStore store) {
    return new VectorPruning(vectors, store, clock);
  }

  @Produces
  @Singleton
  VectorExport vectorExport(VectorCatalog vectors, VersionText texts) {
    return new VectorExport(vectors, texts, fileLimits());
  }

  @Produces
  @Singleton
  Catalogs.Files files(VectorImport imports, VectorExport exports) {
    return new Catalogs.Files(imports, exports);
  }

  @Produces
  @Singleton
  Catalogs.Library library(
      VectorStore store,
      Catalogs.Files files,
      VectorComposition composition,
      VectorAliases aliases,
      VectorPruning pruning) {
    VectorCatalog vectors = new VectorCatalog(store);
    return new Catalogs.Library(
        files,
        composition,
        aliases,
        new VectorLifecycle(vectors, store),
        pruning,
        new VectorNeighbours(vectors, store));
  }

  @Produces
  @Singleton
  VectorBuilder.Sources sources(
      DatasetStore datasets,
      TaskCatalog tasks,
      LetterPredictor predictor,
      ActivationReader activations) {
    return new VectorBuilder.Sources(datasets, tasks, predictor, activations);
  }

  @Produces
  @Singleton
  VectorBuilder vectorBuilder(
      VectorBuilder.Sources sources,
      VectorStore vectors,
      @ConfigProperty(name = "quarkus.application.version") String codeVersion) {
    return new VectorBuilder(sources, vectors, codeVersion, clock);
  }

  @Produces
  @Singleton
  BuildWorker buildWorker(OperationStore operations, VectorBuilder builder) {
    return new BuildWorker(operations, builder, config.build().lease());
  }

  @Produces
  @Singleton
  BuildOperations.Surroundings surroundings(
      DatasetCatalog datasets,
      TaskCatalog tasks,
      OperationStore operations,
      ActivationReader activations) {
    return new BuildOperations.Surroundings(datasets, tasks, operations, activations);
  }

  @Produces
  @Singleton
  BuildOperations buildOperations(BuildOperations.Surroundings surroundings, BuildWorker worker) {
    return new BuildOperations(surroundings, config.build().maxPending(), worker::wake, clock);
  }

  /** Before anybody works by them. */
  void check(@Observes @Priority(1) StartupEvent event) {
    check(config.library());
  }

  static void check(VectorServiceConfig.Library library) {
    Map<String, Integer> numbers =
        Map.of(
            "max-file-bytes", library.maxFileBytes(),
            "max-bundle-bytes", library.maxBundleBytes(),
            "concurrent-files", library.concurrentFiles());
    numbers.forEach((key, number) -> {
      if (number < 1) {
        throw StartRefused.because(
            "steermesh.library.%s is %d; it must be at least 1".formatted(key, number));
      }
    });
    if (!library.idleLimit().isPositive()) {
      throw StartRefused.because(
          "steermesh.library.idle-limit is %s; it must be above 0".formatted(library.idleLimit()));
    }
  }

  void start(@Observes StartupEvent event, BuildWorker worker) {
    worker.start(config.build().concurrency());
  }

  void stop(@Observes @Priority(1) ShutdownEvent event, BuildWorker worker) {
    worker.close();
  }
}
