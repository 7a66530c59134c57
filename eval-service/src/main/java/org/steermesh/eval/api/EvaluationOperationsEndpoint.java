package org.steermesh.eval.api;

import com.google.longrunning.Operation;
import io.quarkus.grpc.GrpcService;
import java.time.Clock;
import org.steermesh.contract.OperationName;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.server.OperationBook;
import org.steermesh.contract.server.OperationsEndpoint;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.EvaluationCatalog;

/** Speaks {@code google.longrunning}: one operation per evaluation, of the same id. */
@GrpcService
final class EvaluationOperationsEndpoint extends OperationsEndpoint {

  EvaluationOperationsEndpoint(EvaluationCatalog catalog, Clock clock) {
    super(new EvaluationBook(catalog, clock));
  }

  private record EvaluationBook(EvaluationCatalog catalog, Clock clock) implements OperationBook {

    @Override
    public Operation get(OperationName name) {
      return message(catalog.operation(name.id()));
    }

    @Override
    public PageRequest.Page<Operation> list(PageRequest page) {
      return catalog.listOperations(page).map(this::message);
    }

    @Override
    public void cancel(OperationName name) {
      catalog.cancelOperation(name.id());
    }

    @Override
    public void delete(OperationName name) {
      catalog.deleteOperation(name.id());
    }

    private Operation message(Evaluation evaluation) {
      return EvaluationMessages.operation(evaluation, clock.instant());
    }
  }
}
