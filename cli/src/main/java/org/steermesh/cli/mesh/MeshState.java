package org.steermesh.cli.mesh;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.file.WholeFile;

/**
 * What {@code mesh.json} in the data folder says about a running mesh.
 *
 * @param pid process id of the launcher
 * @param startedAt when the launcher's process started, in ms since 1970; tells it from a later
 *     process with the same id
 * @param model the model's folder
 * @param redis address of Redis, without a password
 * @param redisPid process id of the embedded Redis, 0 for an external one
 * @param openAiPort of the OpenAI-compatible HTTP
 */
public record MeshState(
    long pid,
    long startedAt,
    String model,
    String redis,
    long redisPid,
    int openAiPort,
    List<Part> services) {

  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  /** One running service: ports of 127.0.0.1. */
  public record Part(String name, long pid, int grpcPort, int httpPort) {}

  /** A state never changes. */
  public MeshState {
    services = List.copyOf(services);
  }

  private static Path file(Path data) {
    return data.resolve("mesh.json");
  }

  /** Reads the state of the mesh that runs on {@code data}; empty if none does. */
  public static Optional<MeshState> find(Path data) {
    try {
      if (!Files.exists(file(data))) {
        return Optional.empty();
      }
      MeshState state = GSON.fromJson(Files.readString(file(data)), MeshState.class);
      return Optional.ofNullable(state).filter(found -> found.launcher().isPresent());
    } catch (JsonParseException | IOException e) {
      return Optional.empty();
    }
  }

  /** Replaces the state of {@code data} at once, so that nobody reads half of it. */
  void write(Path data) {
    try {
      WholeFile.write(file(data), part -> Files.writeString(part, GSON.toJson(this)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The refusal of a second mesh on the folder of this one. */
  SteerException alreadyRunsOn(Path data) {
    return new SteerException(
        ExitCode.UNAVAILABLE,
        "a mesh already runs on the data in %s (process %d, model %s); stop it with: ./steer down --data %s"
            .formatted(data, pid, model, data));
  }

  /** Whether there is a state: of a running mesh, or of one whose launcher was killed. */
  static boolean isWritten(Path data) {
    return Files.exists(file(data));
  }

  static void remove(Path data) {
    try {
      Files.deleteIfExists(file(data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The launcher's process, if it is still the one that wrote the state. */
  public Optional<ProcessHandle> launcher() {
    return ProcessHandle.of(pid).filter(handle -> startOf(handle) == startedAt);
  }

  static long startOf(ProcessHandle handle) {
    return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** Where {@code service} listens for gRPC. */
  public Optional<Integer> grpcPort(Service service) {
    return services.stream()
        .filter(part -> part.name().equals(service.shortName()))
        .map(Part::grpcPort)
        .findFirst();
  }
}
