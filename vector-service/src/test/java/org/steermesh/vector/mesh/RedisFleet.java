package org.steermesh.vector.mesh;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.steermesh.cli.mesh.Ports;
import org.steermesh.cli.mesh.RedisBinary;

/** Several servers of one test, each with the settings that it needs. */
final class RedisFleet implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Path directory;
  private final Path binary;
  private final RedisClient client = RedisClient.create();
  private final Map<Integer, Process> servers = new HashMap<>();
  private final Map<Integer, StatefulRedisConnection<String, String>> admins = new HashMap<>();

  RedisFleet(Path directory) {
    this.directory = directory;
    binary = RedisBinary.extract(directory);
  }

  /** Starts a server with lines of a configuration file; its port. */
  int server(String... lines) throws IOException {
    return start(List.of(), lines);
  }

  /** Starts a sentinel. */
  int sentinel(String... lines) throws IOException {
    return start(List.of("--sentinel"), lines);
  }

  private int start(List<String> arguments, String... lines) throws IOException {
    int port = Ports.free();
    Path home = Files.createDirectories(directory.resolve("redis-" + port));
    List<String> text = new ArrayList<>(List.of(lines));
    text.addAll(List.of("bind 127.0.0.1", "port " + port, "dir " + home.toAbsolutePath()));
    Path file = Files.write(home.resolve("redis.conf"), text);
    List<String> command = new ArrayList<>();
    command.add(binary.toAbsolutePath().toString());
    command.add(file.toAbsolutePath().toString());
    command.addAll(arguments);
    servers.put(
        port,
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("log").toFile())
            .start());
    await("a server at " + port, () -> "PONG".equals(admin(port).ping()));
    return port;
  }

  /** Commands to one server, whatever it is part of. */
  RedisCommands<String, String> admin(int port) {
    return admins
        .computeIfAbsent(port, at -> client.connect(RedisURI.create("127.0.0.1", at)))
        .sync();
  }

  /** Ends a server as a crash would. */
  void kill(int port) throws InterruptedException {
    Process server = Objects.requireNonNull(servers.get(port));
    server.destroyForcibly();
    server.waitFor();
  }

  /** Waits until something is so; refusals mean that it is not yet. */
  static void await(String what, BooleanSupplier isSo) {
    long start = System.nanoTime();
    while (!holds(isSo)) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw new AssertionError("still not so: " + what);
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static boolean holds(BooleanSupplier isSo) {
    try {
      return isSo.getAsBoolean();
    } catch (RedisException e) {
      return false;
    }
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    servers.values().forEach(Process::destroyForcibly);
  }
}
