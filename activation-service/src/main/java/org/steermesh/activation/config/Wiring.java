package org.steermesh.activation.config;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.steermesh.activation.domain.SaeFiles;
import org.steermesh.activation.domain.SaeLibrary;
import org.steermesh.contract.server.StartRefused;

/** Opens the sparse autoencoders when the service starts, and closes them when it stops. */
@Singleton
class Wiring {

  private static final Logger LOG = Logger.getLogger(Wiring.class);

  private final SaeConfig config;
  private volatile String problem = "";

  Wiring(SaeConfig config) {
    this.config = config;
  }

  /** May be asked for before the start is observed, where nothing can be refused in one line. */
  @Produces
  @Singleton
  SaeLibrary saeLibrary() {
    try {
      List<Path> folders = config.directories().orElse(List.of()).stream().map(Path::of).toList();
      return SaeLibrary.open(SaeFiles.find(folders));
    } catch (IOException | InvalidPathException e) {
      problem = "steermesh.sae.directories: cannot search " + e.getMessage();
      return SaeLibrary.open(Map.of());
    }
  }

  void start(@Observes StartupEvent event, SaeLibrary saes) {
    if (!problem.isEmpty()) {
      throw StartRefused.because(problem);
    }
    saes.all().forEach(sae -> LOG.infof("%s: %s", sae.name(), sae.summary()));
  }

  /** After the model's last call, which may compute with them. */
  void stop(@Observes @Priority(3000) ShutdownEvent event, SaeLibrary saes) {
    saes.close();
  }
}
