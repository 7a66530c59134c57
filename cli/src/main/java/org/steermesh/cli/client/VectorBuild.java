package org.steermesh.cli.client;

import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc.OperationsBlockingStub;
import com.google.protobuf.InvalidProtocolBufferException;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.mesh.Service;
import org.steermesh.cli.show.Progress;
import org.steermesh.cli.show.Terminal;
import org.steermesh.vector.v1.BuildVectorMetadata;
import org.steermesh.vector.v1.BuildVectorRequest;
import org.steermesh.vector.v1.Version;

/** Builds a vector and waits for it, showing how far it is. */
public final class VectorBuild {

  private VectorBuild() {}

  /**
   * What a build gave.
   *
   * @param version the version, of several the first
   * @param metadata of the operation that built it
   */
  public record Built(Version version, BuildVectorMetadata metadata) {}

  /** Returns the version that {@code request} asks for. */
  public static Version run(MeshClient mesh, BuildVectorRequest request, Terminal terminal) {
    return runAll(mesh, request, terminal).version();
  }

  /** Returns all that {@code request} gives: with several taus, several versions. */
  public static Built runAll(MeshClient mesh, BuildVectorRequest request, Terminal terminal) {
    Operation begun = MeshClient.unary(mesh.vector()).buildVector(request);
    OperationsBlockingStub operations = mesh.operations(Service.VECTOR);
    try (CancelOnInterrupt _ = CancelOnInterrupt.of(operations, begun.getName(), terminal);
        Progress progress = Progress.on(terminal, "building " + request.getVectorId())) {
      Operation done = Operations.await(operations, begun, operation -> show(operation, progress));
      return new Built(
          done.getResponse().unpack(Version.class),
          done.getMetadata().unpack(BuildVectorMetadata.class));
    } catch (InvalidProtocolBufferException e) {
      throw unreadable(e);
    }
  }

  private static void show(Operation operation, Progress progress) {
    if (!operation.hasMetadata()) {
      return;
    }
    try {
      BuildVectorMetadata metadata = operation.getMetadata().unpack(BuildVectorMetadata.class);
      progress.update(metadata.getDoneItemCount(), metadata.getTotalItemCount());
    } catch (InvalidProtocolBufferException e) {
      throw unreadable(e);
    }
  }

  private static SteerException unreadable(InvalidProtocolBufferException cause) {
    return new SteerException(
        ExitCode.FAILED, "vector-service answered something else than a version", cause);
  }
}
