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
 * @param model a folder in Hugging Face layout
 * @param dtype what the model's matrices are held as: auto, f32, bf16, f16 or int8
 * @param redis an external Redis; empty starts the embedded one
 */
public record MeshOptions(
    Path home, Path data, Path model, String dtype, PortPlan ports, Optional<RedisUrl> redis) {

  /** The weight format when none is given: what fits the checkpoint. */
  public static final String AUTO = "auto";

  /** Where the demo model lies below {@code home}. */
  public static Path demoModel(Path home) {
    return home.resolve("deploy").resolve("local").resolve("demo-model");
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

  /** Refuses before anything is started. */
  void requireComplete() {
    if (!Files.isRegularFile(model.resolve("config.json"))) {
      throw new SteerException(
          ExitCode.USAGE,
          "there is no model in "
              + model
              + " (no config.json); give a folder in Hugging Face layout with --model DIR");
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
}
