package org.steermesh.cli.mesh;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;

/**
 * Which port of 127.0.0.1 each part of a mesh listens on.
 *
 * @param http health and metrics
 * @param openAi the OpenAI-compatible HTTP of generation-service
 */
public record PortPlan(
    Map<Service, Integer> grpc, Map<Service, Integer> http, int redis, int openAi) {

  /** The port base when none is given. */
  public static final int DEFAULT_BASE = 7070;

  private static final int REDIS_OFFSET = 9;
  private static final int HTTP_OFFSET = 10;
  private static final int OPEN_AI_OFFSET = 15;
  private static final int SPAN = OPEN_AI_OFFSET;
  private static final int ATTEMPTS = 50;
  private static final int LOWEST_FREE = 10_000;
  private static final int EPHEMERAL = 32_768;

  /** A plan never changes. */
  public PortPlan {
    grpc = Map.copyOf(grpc);
    http = Map.copyOf(http);
  }

  /** The ports {@code base + 1} to {@code base + 15}: gRPC, Redis, HTTP, OpenAI-compatible HTTP. */
  public static PortPlan from(int base) {
    if (base < 1023 || base + SPAN > 65535) {
      throw new SteerException(
          ExitCode.USAGE, "--port-base " + base + " is outside 1023 to " + (65535 - SPAN));
    }
    Map<Service, Integer> grpc = new EnumMap<>(Service.class);
    Map<Service, Integer> http = new EnumMap<>(Service.class);
    for (Service service : Service.values()) {
      grpc.put(service, base + service.offset());
      http.put(service, base + HTTP_OFFSET + service.offset());
    }
    return new PortPlan(grpc, http, base + REDIS_OFFSET, base + OPEN_AI_OFFSET);
  }

  /**
   * A plan whose ports were all free a moment ago, for a mesh that nobody needs to find. They lie
   * below those that systems give to outgoing connections, which could take one before its service
   * listens.
   */
  public static PortPlan free() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      PortPlan plan = from(ThreadLocalRandom.current().nextInt(LOWEST_FREE, EPHEMERAL - SPAN));
      if (plan.taken().isEmpty()) {
        return plan;
      }
    }
    throw new SteerException(
        ExitCode.UNAVAILABLE,
        "found no " + SPAN + " free ports in a row; give some by --port-base");
  }

  /**
   * Refuses if a port is taken, naming it and who should have had it.
   *
   * @throws SteerException with the remedy in its message
   */
  public void requireFree(boolean withRedis) {
    taken(withRedis).entrySet().stream()
        .findFirst()
        .ifPresent(entry -> {
          throw new SteerException(
              ExitCode.UNAVAILABLE,
              "port %d, which %s should get, is taken by another process; choose other ports"
                      .formatted(entry.getKey(), entry.getValue())
                  + " with --port-base N (N+1 to N+15 are used)");
        });
  }

  /**
   * Waits until every port is free, at most {@code limit}. The parts of a killed launcher notice
   * its death and end, which takes them a moment.
   */
  void awaitFree(boolean withRedis, Duration limit) {
    Instant end = Instant.now().plus(limit);
    while (!taken(withRedis).isEmpty() && Instant.now().isBefore(end)) {
      Pause.during("ports were waited for");
    }
  }

  private Map<Integer, String> taken(boolean withRedis) {
    Map<Integer, String> taken = taken();
    if (!withRedis) {
      taken.remove(redis);
    }
    return taken;
  }

  private Map<Integer, String> taken() {
    Map<Integer, String> taken = new TreeMap<>();
    for (Service service : Service.values()) {
      addIfTaken(taken, port(grpc, service), service.module() + " (gRPC)");
      addIfTaken(taken, port(http, service), service.module() + " (HTTP)");
    }
    addIfTaken(taken, redis, "Redis");
    addIfTaken(taken, openAi, Service.GENERATION.module() + " (OpenAI-compatible HTTP)");
    return taken;
  }

  private static void addIfTaken(Map<Integer, String> taken, int port, String owner) {
    if (!Ports.isFree(port)) {
      taken.put(port, owner);
    }
  }

  /** Where {@code service} listens for gRPC. */
  public int grpcPort(Service service) {
    return port(grpc, service);
  }

  int httpPort(Service service) {
    return port(http, service);
  }

  private static int port(Map<Service, Integer> ports, Service service) {
    Integer port = ports.get(service);
    if (port == null) {
      throw new IllegalArgumentException("no port for " + service);
    }
    return port;
  }
}
