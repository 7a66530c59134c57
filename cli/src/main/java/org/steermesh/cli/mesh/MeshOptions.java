package org.steermesh.cli.mesh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;

/**
 * What a local mesh is started from.
 *
 * @param home the root of the project, with the packaged services
 * @param data where Redis, the logs and the state file live
 * @param model what activation and generation host
 * @param redis an external Redis; empty starts the embedded one
 */
public record MeshOptions(
    Path home, Path data, HostedModel model, PortPlan ports, Optional<RedisUrl> redis) {

  /** Where the demo model lies below {@code home}. */
  public static Path demoModel(Path home) {
    return home.resolve("deploy").resolve("local").resolve("demo-model");
  }

  /** Where the demo model's sparse autoencoders lie below {@code home}. */
  public static Path demoSaes(Path home) {
    return home.resolve("deploy").resolve("local").resolve("demo-sae");
  }

  /** The data folder when none is given. */
  public static Path defaultData(Path home) {
    return home.resolve(".steer").resolve("data");
  }

  /** The log of every part, and of a launcher in the background. */
  public Path logs() {
    return data.resolve("logs");
  }

  Path jar(Service service) {
    return home.resolve(service.module())
        .resolve("target")
        .resolve("quarkus-app")
        .resolve("quarkus-run.jar");
  }

  /** Beside the jar, so that a build from nothing takes it away. */
  Path classArchive(Service service) {
    return jar(service).resolveSibling("classes.jsa");
  }

  /**
   * Refuses before anything is started.
   *
   * @throws SteerException naming the part that is missing
   */
  public void requireComplete() {
    if (!Files.isRegularFile(model.folder().resolve("config.json"))) {
      throw new SteerException(
          ExitCode.USAGE,
          "there is no model in "
              + model.folder()
              + " (no config.json); give a folder in Hugging Face layout with --model DIR");
    }
    model.adapter().ifPresent(MeshOptions::requireAdapter);
    for (Path folder : model.saes()) {
      if (!Files.isDirectory(folder)) {
        throw new SteerException(
            ExitCode.USAGE,
            folder + " is no folder; give one that holds sparse autoencoders with --sae DIR");
      }
    }
    for (Service service : Service.values()) {
      if (!Files.isRegularFile(jar(service))) {
        throw new SteerException(
            ExitCode.FAILED,
            service.module()
                + " is not built: "
                + jar(service)
                + " is missing; run ./steer, which"
                + " builds it, or ./mvnw package");
      }
    }
  }

  private static void requireAdapter(Path folder) {
    if (!Files.isRegularFile(folder.resolve("adapter_config.json"))) {
      throw new SteerException(
          ExitCode.USAGE,
          "there is no adapter in "
              + folder
              + " (no adapter_config.json); give a folder in PEFT layout with --adapter DIR");
    }
  }
}
