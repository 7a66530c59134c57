package org.steermesh.eval.api;

import io.quarkus.grpc.GrpcService;
import java.time.Clock;
import org.steermesh.contract.server.CheckedEndpoint;
import org.steermesh.eval.domain.EvaluationCatalog;
import org.steermesh.eval.domain.Workers;
import org.steermesh.eval.domain.judging.JudgeRules;

/** Speaks {@code steermesh.eval.v1}. */
@GrpcService
final class EvalEndpoint extends CheckedEndpoint {

  EvalEndpoint(
      EvaluationCatalog catalog, Workers workers, Watch watch, Clock clock, JudgeRules rules) {
    super(new EvalMethods(catalog, workers, watch, clock, rules));
  }
}
