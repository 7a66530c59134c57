package org.steermesh.cli.command;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.Endpoints;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.mesh.MeshOptions;
import org.steermesh.cli.mesh.MeshState;
import org.steermesh.cli.mesh.PortPlan;
import org.steermesh.cli.mesh.Service;
import picocli.CommandLine.Option;

/** Where the mesh is that a command talks to. */
final class MeshAddress {

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Machine of the mesh. Default: this one.")
  private @Nullable String host;

  @Option(
      names = "--port-base",
      paramLabel = "N",
      description =
          "gRPC ports are N+1 to N+4. Default: those of the mesh that runs on the data folder,"
              + " else 7070.")
  private @Nullable Integer portBase;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder of the mesh. Default: .steer/data in the project.")
  private @Nullable Path data;

  MeshClient open(Context context) {
    return new MeshClient(endpoints(context));
  }

  private Endpoints endpoints(Context context) {
    Path folder = Optional.ofNullable(data).orElse(MeshOptions.defaultData(context.home()));
    Optional<MeshState> running =
        host == null && portBase == null ? MeshState.find(folder) : Optional.empty();
    Map<Service, Integer> ports = new EnumMap<>(Service.class);
    int base = portBase == null ? PortPlan.DEFAULT_BASE : portBase;
    for (Service service : Service.values()) {
      ports.put(
          service,
          running
              .flatMap(state -> state.grpcPort(service))
              .orElseGet(() -> PortPlan.from(base).grpcPort(service)));
    }
    return new Endpoints(Optional.ofNullable(host).orElse("127.0.0.1"), ports);
  }
}
