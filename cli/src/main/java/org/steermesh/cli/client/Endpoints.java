package org.steermesh.cli.client;

import java.util.Map;
import org.steermesh.cli.mesh.Service;

/** Where the services of one mesh listen for gRPC. */
public record Endpoints(String host, Map<Service, Integer> ports) {

  /** Endpoints never change. */
  public Endpoints {
    ports = Map.copyOf(ports);
  }

  int port(Service service) {
    Integer port = ports.get(service);
    if (port == null) {
      throw new IllegalArgumentException("no port for " + service);
    }
    return port;
  }
}
