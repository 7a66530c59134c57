package org.steermesh.cli.mesh;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;

/** A running local mesh: Redis, then the four services; one owner starts and stops them all. */
public final class Mesh implements AutoCloseable {

  private static final Duration READY_LIMIT = Duration.ofMinutes(5);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
  private static final int SHOWN_LINES = 12;

  private final MeshOptions options;
  private final MeshLog log;
  private final DataLock lock;
  private final List<ChildProcess> children = new ArrayList<>();
  private final Map<Service, Duration> readyAfter = new ConcurrentHashMap<>();
  private @Nullable EmbeddedRedis redis;
  private boolean stopped;

  private Mesh(MeshOptions options, MeshLog log, DataLock lock) {
    this.options = options;
    this.log = log;
    this.lock = lock;
  }

  /**
   * Starts a mesh and waits until every part of it is ready.
   *
   * @param onStarting is handed the mesh before its first process starts, so that a signal that
   *     comes meanwhile can stop what there is of it
   * @throws SteerException if one runs on the same data, a port is taken, or a part does not start;
   *     nothing is left running then
   */
  public static Mesh start(MeshOptions options, MeshLog log, Consumer<Mesh> onStarting) {
    options.requireComplete();
    DataLock lock = DataLock.tryTake(options.data()).orElseThrow(() -> alreadyRunning(options));
    Mesh mesh = new Mesh(options, log, lock);
    try {
      if (MeshState.isWritten(options.data())) {
        options.ports().awaitFree(options.redis().isEmpty(), STOP_LIMIT);
      }
      options.ports().requireFree(options.redis().isEmpty());
      onStarting.accept(mesh);
      mesh.startAll();
      return mesh;
    } catch (RuntimeException e) {
      mesh.close();
      throw e;
    }
  }

  private static SteerException alreadyRunning(MeshOptions options) {
    return MeshState.find(options.data())
        .map(state -> state.alreadyRunsOn(options.data()))
        .orElseGet(() -> startingOrStopping(options.data()));
  }

  /** The refusal of work on a folder whose mesh is on its way up or down. */
  private static SteerException startingOrStopping(Path data) {
    return new SteerException(
        ExitCode.UNAVAILABLE,
        "a mesh is just starting or stopping on the data in " + data + "; try again in a moment");
  }

  /**
   * The mesh that runs on {@code data}; empty if none does. The lock decides: a killed launcher may
   * stay in the process table for a while.
   *
   * @throws SteerException if one is on its way up or down
   */
  public static Optional<MeshState> running(Path data) {
    if (!DataLock.isTaken(data)) {
      return Optional.empty();
    }
    Optional<MeshState> state = MeshState.find(data);
    if (state.isEmpty()) {
      throw startingOrStopping(data);
    }
    return state;
  }

  private void startAll() {
    Instant begun = Instant.now();
    ServiceLauncher launcher = new ServiceLauncher(options, startRedis());
    for (Service service : Service.values()) {
      synchronized (this) {
        requireNotStopped();
        children.add(launcher.start(service, log.open(options.logs(), service.shortName())));
      }
    }
    awaitReady(begun);
    state().write(options.data());
  }

  private synchronized String startRedis() {
    requireNotStopped();
    Optional<RedisUrl> external = options.redis();
    if (external.isPresent()) {
      external.get().requireReachable();
      return external.get().uri().toString();
    }
    EmbeddedRedis started =
        EmbeddedRedis.start(
            options.data().resolve("redis"),
            options.ports().redis(),
            log.open(options.logs(), "redis"));
    redis = started;
    return started.url();
  }

  private void requireNotStopped() {
    if (stopped) {
      throw new SteerException(ExitCode.INTERRUPTED, "stopped while starting");
    }
  }

  private void awaitReady(Instant begun) {
    List<Service> waiting = new ArrayList<>(List.of(Service.values()));
    while (!waiting.isEmpty()) {
      waiting.removeIf(service -> becameReady(service, begun));
      requireAllAlive();
      if (Duration.between(begun, Instant.now()).compareTo(READY_LIMIT) > 0) {
        Service late = waiting.getFirst();
        throw failedStart(
            child(late),
            "is not ready after %d s (%s)"
                .formatted(
                    READY_LIMIT.toSeconds(), Readiness.said(options.ports().httpPort(late))));
      }
      Pause.during("the mesh started");
    }
  }

  private synchronized void requireAllAlive() {
    requireNotStopped();
    deadChild()
        .ifPresent(child -> {
          throw failedStart(child, "ended while the mesh was starting");
        });
  }

  private boolean becameReady(Service service, Instant begun) {
    boolean ready = Readiness.isUp(options.ports().httpPort(service));
    if (ready) {
      readyAfter.put(service, Duration.between(begun, Instant.now()));
    }
    return ready;
  }

  private synchronized List<ChildProcess> processes() {
    List<ChildProcess> all = new ArrayList<>();
    if (redis != null) {
      all.add(redis.process());
    }
    all.addAll(children);
    return all;
  }

  private ChildProcess child(Service service) {
    return processes().stream()
        .filter(child -> child.name().equals(service.shortName()))
        .findFirst()
        .orElseThrow();
  }

  private Optional<ChildProcess> deadChild() {
    return processes().stream().filter(child -> !child.isAlive()).findFirst();
  }

  /** A part that cannot start says why in its first error; what follows is how it ends. */
  private SteerException failedStart(ChildProcess child, String what) {
    List<String> errors = child.firstErrors();
    return failure(child, what, errors.isEmpty() ? lastLines(child) : errors);
  }

  private SteerException failure(ChildProcess child, String what, List<String> lines) {
    return new SteerException(
        ExitCode.FAILED,
        child.name()
            + " "
            + what
            + ":\n  "
            + String.join("\n  ", lines)
            + "\nIts whole log: "
            + options.logs().resolve(child.name() + ".log"));
  }

  private static List<String> lastLines(ChildProcess child) {
    List<String> lines = child.lastLines();
    return lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
  }

  /** Blocks until a part of the mesh ends by itself, then says which; returns after a stop. */
  public void awaitEnd() {
    CompletableFuture<?>[] ends =
        processes().stream().map(ChildProcess::ended).toArray(CompletableFuture<?>[]::new);
    CompletableFuture.anyOf(ends).join();
    synchronized (this) {
      if (stopped) {
        return;
      }
    }
    ChildProcess dead = deadChild().orElseThrow();
    String what = "ended by itself (exit status " + dead.ended().join() + ")";
    throw failure(dead, what, lastLines(dead));
  }

  /** Whether it was not stopped yet. */
  public synchronized boolean isRunning() {
    return !stopped;
  }

  /** What it was started from. */
  public MeshOptions options() {
    return options;
  }

  /** How long after the start of the first process each service was ready. */
  public Map<Service, Duration> readyAfter() {
    return Map.copyOf(readyAfter);
  }

  /** What the state file says. */
  public MeshState state() {
    ProcessHandle self = ProcessHandle.current();
    List<MeshState.Part> parts = new ArrayList<>();
    for (Service service : Service.values()) {
      parts.add(
          new MeshState.Part(
              service.shortName(),
              child(service).pid(),
              options.ports().grpcPort(service),
              options.ports().httpPort(service)));
    }
    return new MeshState(
        self.pid(),
        MeshState.startOf(self),
        options.model().folder().toString(),
        redis == null ? options.redis().map(RedisUrl::display).orElse("") : redis.url(),
        redis == null ? 0 : redis.pid(),
        options.ports().openAi(),
        parts);
  }

  /** Stops every part in reverse order of its start; does nothing the second time. */
  @Override
  public synchronized void close() {
    if (stopped) {
      return;
    }
    stopped = true;
    for (ChildProcess child : children.reversed()) {
      child.stop(STOP_LIMIT);
    }
    if (redis != null) {
      redis.close();
    }
    MeshState.remove(options.data());
    lock.close();
  }
}
