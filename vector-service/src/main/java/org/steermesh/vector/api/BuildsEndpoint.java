package org.steermesh.vector.api;

import com.google.longrunning.Operation;
import io.quarkus.grpc.GrpcService;
import org.steermesh.contract.OperationName;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.server.OperationBook;
import org.steermesh.contract.server.OperationsEndpoint;
import org.steermesh.vector.domain.BuildOperations;

/** Speaks {@code google.longrunning} for the builds of this mesh. */
@GrpcService
final class BuildsEndpoint extends OperationsEndpoint {

  BuildsEndpoint(BuildOperations builds) {
    super(new BuildBook(builds));
  }

  private record BuildBook(BuildOperations builds) implements OperationBook {

    @Override
    public Operation get(OperationName name) {
      return BuildProtos.operation(builds.get(name));
    }

    @Override
    public PageRequest.Page<Operation> list(PageRequest page) {
      return builds.list(page).map(BuildProtos::operation);
    }

    @Override
    public void cancel(OperationName name) {
      builds.cancel(name);
    }

    @Override
    public void delete(OperationName name) {
      builds.delete(name);
    }
  }
}
