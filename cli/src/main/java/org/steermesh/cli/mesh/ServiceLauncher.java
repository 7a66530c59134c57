package org.steermesh.cli.mesh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** How one service is started: its Java flags, its configuration, its environment. */
final class ServiceLauncher {

  private static final int CORES = Runtime.getRuntime().availableProcessors();

  /** Names the environment's variable of further Java options of every service. */
  private static final String JAVA_OPTIONS = "STEER_SERVICE_JAVA_OPTIONS";

  /** What a reader of the merged log has no use for. */
  private static final Map<String, String> QUIET =
      Map.of(
          "io.quarkus.grpc.runtime.supports", "WARN",
          "io.lettuce", "WARN",
          // A start on a busy machine is slow, and each of its warnings a stack trace long.
          "io.vertx.core.impl.BlockedThreadChecker", "ERROR");

  private final MeshOptions options;
  private final String redisUrl;

  ServiceLauncher(MeshOptions options, String redisUrl) {
    this.options = options;
    this.redisUrl = redisUrl;
  }

  ChildProcess start(Service service, Consumer<String> log) {
    return ChildProcess.start(
        new ChildProcess.Program(
            service.shortName(), command(service), environment(), options.home()),
        log);
  }

  List<String> command(Service service) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaFlags(service));
    addProperty(command, "quarkus.grpc.server.host", "127.0.0.1");
    addProperty(command, "quarkus.grpc.server.port", options.ports().grpcPort(service));
    addProperty(command, "quarkus.http.host", "127.0.0.1");
    addProperty(command, "quarkus.http.port", options.ports().httpPort(service));
    // The time and the name are put in front by the launcher.
    addProperty(command, "quarkus.log.console.format", "%-5p [%c{1}] %s%e%n");
    addProperty(command, "quarkus.console.color", "false");
    for (Map.Entry<String, String> level : QUIET.entrySet()) {
      addProperty(
          command, "quarkus.log.category.\"" + level.getKey() + "\".level", level.getValue());
    }
    if (service.hostsModel()) {
      addProperty(command, "steermesh.model.directory", options.model().folder().toString());
      addProperty(command, "steermesh.model.dtype", options.model().dtype());
      addProperty(command, "steermesh.model.device", options.model().device());
      options
          .model()
          .adapter()
          .ifPresent(adapter -> addProperty(command, "steermesh.model.adapter", adapter));
    }
    if (service == Service.GENERATION) {
      addProperty(command, "steermesh.openai.host", "127.0.0.1");
      addProperty(command, "steermesh.openai.port", options.ports().openAi());
    }
    if (service == Service.ACTIVATION && !options.model().saes().isEmpty()) {
      addProperty(command, "steermesh.sae.directories", listed(options.model().saes()));
    }
    for (Service client : service.clients()) {
      String key = "quarkus.grpc.clients." + client.shortName();
      addProperty(command, key + ".host", "127.0.0.1");
      addProperty(command, key + ".port", options.ports().grpcPort(client));
    }
    command.add("-jar");
    command.add(options.jar(service).toString());
    return command;
  }

  private List<String> javaFlags(Service service) {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "-XX:+UseSerialGC",
                // Written when a service ends, mapped when it starts again: half the start's work.
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + options.classArchive(service),
                "-Xlog:cds*=off",
                "-XX:+ExitOnOutOfMemoryError",
                // The bodies of calls compute, too, and a virtual thread keeps its carrier until it
                // waits. More carriers than cores are shared out by the system: short calls pass.
                "-Djdk.virtualThreadScheduler.parallelism=" + 4 * CORES,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
    flags.addAll(
        service.hostsModel() ? List.of("-Xmx512m", "-Dai.djl.offline=true") : List.of("-Xmx256m"));
    flags.addAll(given());
    return flags;
  }

  /** What the environment adds, which comes last and so counts. */
  private static List<String> given() {
    String options = System.getenv().getOrDefault(JAVA_OPTIONS, "").strip();
    return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
  }

  /** As the services' configuration separates the elements of a list. */
  private static String listed(List<Path> folders) {
    return folders.stream()
        .map(folder -> folder.toString().replace("\\", "\\\\").replace(",", "\\,"))
        .collect(Collectors.joining(","));
  }

  private static void addProperty(List<String> command, String key, Object value) {
    command.add("-D" + key + "=" + value);
  }

  /** The Redis URL may hold a password, which a command line would show to every user. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("STEERMESH_REDIS_URL", redisUrl);
    if (options.redis().filter(RedisUrl::isCluster).isPresent()) {
      environment.put("STEERMESH_REDIS_CLUSTER", "true");
    }
    environment.put("OPT_OUT_TRACKING", "true");
    // Waiting threads of the tensor library would otherwise spin and starve the others.
    environment.put("OMP_WAIT_POLICY", "PASSIVE");
    environment.put("MALLOC_ARENA_MAX", "2");
    return environment;
  }
}
