package org.steermesh.cli.mesh;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;

/**
 * A launcher in the background: another {@code steer up}, in a session of its own, that outlives
 * this process and its terminal.
 */
public final class BackgroundMesh {

  /**
   * Neither Ctrl-C nor the end of the terminal reaches it; SIGTERM, which {@code down} sends, does.
   */
  private static final String DETACH =
      """
      trap '' INT HUP
      if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; else exec "$@"; fi
      """;

  private static final long STOP_SECONDS = 60;

  private final Path data;
  private final Path messages;
  private final Process launcher;

  private BackgroundMesh(Path data, Path messages, Process launcher) {
    this.data = data;
    this.messages = messages;
    this.launcher = launcher;
  }

  /**
   * Starts this program again as {@code steer} with {@code arguments} and waits until its mesh on
   * the folder of {@code options} is ready.
   *
   * @throws SteerException with what the launcher said, if it ends before that
   */
  public static MeshState start(
      MeshOptions options, List<String> arguments, Map<String, String> environment) {
    options.requireComplete();
    Mesh.running(options.data())
        .ifPresent(running -> {
          throw running.alreadyRunsOn(options.data());
        });
    BackgroundMesh mesh = launch(options, arguments, environment);
    Thread stop = Thread.ofPlatform().name("stop-launcher").unstarted(mesh::stop);
    Runtime.getRuntime().addShutdownHook(stop);
    MeshState ready = mesh.awaitReady();
    Runtime.getRuntime().removeShutdownHook(stop);
    return ready;
  }

  private static BackgroundMesh launch(
      MeshOptions options, List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", DETACH, "steer"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "org.steermesh.cli.Steer"));
    command.addAll(arguments);
    try {
      Files.createDirectories(options.logs());
      Path messages = options.logs().resolve("launcher.log");
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.redirectOutput(Redirect.DISCARD).redirectError(messages.toFile());
      builder.environment().putAll(environment);
      Process launcher = builder.start();
      launcher.getOutputStream().close();
      return new BackgroundMesh(options.data(), messages, launcher);
    } catch (IOException e) {
      throw new SteerException(
          ExitCode.FAILED, "cannot start in the background: " + e.getMessage(), e);
    }
  }

  private MeshState awaitReady() {
    while (launcher.isAlive()) {
      Optional<MeshState> state =
          MeshState.find(data).filter(found -> found.pid() == launcher.pid());
      if (state.isPresent()) {
        return state.get();
      }
      Pause.during("the mesh started");
    }
    throw new SteerException(ExitCode.of(launcher.exitValue()), said());
  }

  private String said() {
    try {
      String text = Files.readString(messages).strip();
      return text.isEmpty()
          ? "the mesh ended before it was ready"
          : text.replaceFirst("^steer up: ", "");
    } catch (IOException e) {
      return "the mesh ended before it was ready, and " + messages + " cannot be read";
    }
  }

  private void stop() {
    launcher.destroy();
    try {
      if (!launcher.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        launcher.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
