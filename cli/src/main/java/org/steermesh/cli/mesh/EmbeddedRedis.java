package org.steermesh.cli.mesh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;

/**
 * A real Redis server on 127.0.0.1 that keeps every write on disk and ends with this JVM.
 *
 * <p>Each write is in the append-only file before it is acknowledged ({@code appendfsync always}):
 * this Redis is the catalogue of the vectors, is written rarely, and must not forget. One folder
 * belongs to one server: a second one on the same folder is refused.
 */
public final class EmbeddedRedis implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final Path directory;
  private final int port;
  private final DataLock lock;
  private final Consumer<String> log;
  private ChildProcess server;

  private EmbeddedRedis(Path directory, int port, DataLock lock, Consumer<String> log) {
    this.directory = directory;
    this.port = port;
    this.lock = lock;
    this.log = log;
    this.server = startServer();
  }

  /** Starts a server on a free port, with its data in {@code directory}. */
  public static EmbeddedRedis start(Path directory) {
    return start(directory, Ports.free());
  }

  /** Starts a server on {@code port}, with its data in {@code directory}. */
  public static EmbeddedRedis start(Path directory, int port) {
    return start(directory, port, line -> {});
  }

  /**
   * Starts a server and waits until it answers; every line it logs goes to {@code log}.
   *
   * @throws SteerException if another server has the folder, the port is taken, or there is no
   *     server for this platform
   */
  static EmbeddedRedis start(Path directory, int port, Consumer<String> log) {
    Path folder = directory.toAbsolutePath().normalize();
    DataLock lock =
        DataLock.tryTake(folder)
            .orElseThrow(() ->
                new SteerException(
                    ExitCode.UNAVAILABLE,
                    "another Redis uses the data in "
                        + folder
                        + "; stop it first or choose another folder with --data"));
    try {
      return new EmbeddedRedis(folder, port, lock, log);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private ChildProcess startServer() {
    if (!Ports.isFree(port)) {
      throw new SteerException(
          ExitCode.UNAVAILABLE, "port " + port + ", which Redis should get, is taken");
    }
    Path binary = RedisBinary.extract(directory);
    awaitEndOfPredecessor();
    ChildProcess started =
        ChildProcess.start(
            new ChildProcess.Program("redis", command(binary), Map.of(), directory), log);
    try {
      Files.writeString(pidFile(), Long.toString(started.pid()));
      awaitPong(started);
    } catch (IOException e) {
      started.stop(STOP_LIMIT);
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      started.stop(STOP_LIMIT);
      throw e;
    }
    return started;
  }

  /** The folder is the working directory, so that no path needs quoting. */
  private List<String> command(Path binary) {
    return List.of(
        binary.toString(),
        "--bind",
        "127.0.0.1",
        "--port",
        Integer.toString(port),
        "--save",
        "",
        "--appendonly",
        "yes",
        "--appendfsync",
        "always",
        "--daemonize",
        "no");
  }

  private Path pidFile() {
    return directory.resolve("redis.pid");
  }

  /** The lock dies with a killed launcher at once, its Redis a moment later. */
  private void awaitEndOfPredecessor() {
    if (!Files.exists(pidFile())) {
      return;
    }
    try {
      long pid = Long.parseLong(Files.readString(pidFile()).strip());
      Instant limit = Instant.now().plus(STOP_LIMIT);
      while (isRedis(pid)) {
        if (Instant.now().isAfter(limit)) {
          throw new SteerException(
              ExitCode.UNAVAILABLE,
              "a Redis of an earlier run (process " + pid + ") still uses " + directory);
        }
        Pause.during("Redis started");
      }
    } catch (NumberFormatException | IOException e) {
      log.accept("ignoring " + pidFile() + ": " + e.getMessage());
    }
  }

  private static boolean isRedis(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(handle -> handle.info().command())
        .map(command -> command.contains("redis-server"))
        .orElse(false);
  }

  private void awaitPong(ChildProcess started) {
    Instant limit = Instant.now().plus(START_LIMIT);
    while (!answersPing()) {
      if (!started.isAlive() || Instant.now().isAfter(limit)) {
        throw new SteerException(
            ExitCode.FAILED,
            "Redis does not start on port "
                + port
                + " with the data in "
                + directory
                + "; its last lines:\n  "
                + String.join("\n  ", started.lastLines()));
      }
      Pause.during("Redis started");
    }
  }

  /** Redis answers {@code -LOADING} instead while it reads its file. */
  private boolean answersPing() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      socket.setSoTimeout(1000);
      socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(5);
      return new String(answer, US_ASCII).equals("+PONG");
    } catch (IOException e) {
      return false;
    }
  }

  /** Where it listens, on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** {@code redis://127.0.0.1:port}. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Process id of the server. */
  public long pid() {
    return server.pid();
  }

  ChildProcess process() {
    return server;
  }

  /** Ends the server with SIGKILL, as a crash would; the data folder stays ours. */
  public void kill() {
    server.kill();
  }

  /** Starts the server again, on the same folder and port, after {@link #kill}. */
  public void restart() {
    if (server.isAlive()) {
      server.stop(STOP_LIMIT);
    }
    server = startServer();
  }

  /** Stops the server and gives the folder back. */
  @Override
  public void close() {
    server.stop(STOP_LIMIT);
    lock.close();
  }
}
