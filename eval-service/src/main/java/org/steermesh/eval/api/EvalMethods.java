package org.steermesh.eval.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.longrunning.Operation;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.List;
import org.steermesh.contract.EvaluationName;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.server.BlockingCalls;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.EvaluationCatalog;
import org.steermesh.eval.domain.Workers;
import org.steermesh.eval.domain.judging.JudgeRules;
import org.steermesh.eval.domain.report.CsvReport;
import org.steermesh.eval.domain.report.HtmlReport;
import org.steermesh.eval.domain.report.Report;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.DeleteEvaluationRequest;
import org.steermesh.eval.v1.EvalServiceGrpc;
import org.steermesh.eval.v1.GetEvaluationRequest;
import org.steermesh.eval.v1.ListEvaluationsRequest;
import org.steermesh.eval.v1.ListEvaluationsResponse;
import org.steermesh.eval.v1.ReadReportRequest;
import org.steermesh.eval.v1.ReadReportResponse;
import org.steermesh.eval.v1.WatchEvaluationRequest;
import org.steermesh.eval.v1.WatchEvaluationResponse;

/** The methods of {@code steermesh.eval.v1}; every decision is the {@link EvaluationCatalog}'s. */
final class EvalMethods extends EvalServiceGrpc.EvalServiceImplBase {

  private static final int CHUNK = 64 * 1024;

  private final BlockingCalls calls = new BlockingCalls();
  private final HtmlReport html = new HtmlReport();
  private final CsvReport csv = new CsvReport();
  private final JsonReport json = new JsonReport();
  private final EvaluationCatalog catalog;
  private final Workers workers;
  private final Watch watch;
  private final Clock clock;
  private final JudgeRules rules;

  EvalMethods(
      EvaluationCatalog catalog, Workers workers, Watch watch, Clock clock, JudgeRules rules) {
    this.rules = rules;
    this.catalog = catalog;
    this.workers = workers;
    this.watch = watch;
    this.clock = clock;
  }

  @Override
  public void createEvaluation(
      CreateEvaluationRequest request, StreamObserver<Operation> observer) {
    calls.answer(
        observer,
        () -> {
          Evaluation evaluation = catalog.create(Drafts.read(request, rules));
          workers.wake();
          return EvaluationMessages.operation(evaluation, clock.instant());
        });
  }

  @Override
  public void getEvaluation(
      GetEvaluationRequest request, StreamObserver<org.steermesh.eval.v1.Evaluation> observer) {
    calls.answer(
        observer,
        () -> EvaluationMessages.whole(catalog.get(id(request.getName())), clock.instant()));
  }

  @Override
  public void listEvaluations(
      ListEvaluationsRequest request, StreamObserver<ListEvaluationsResponse> observer) {
    calls.answer(
        observer,
        () -> {
          var page =
              catalog
                  .list(PageRequest.of(request))
                  .map(each -> EvaluationMessages.listed(each, clock.instant()));
          return ListEvaluationsResponse.newBuilder()
              .addAllEvaluations(page.items())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }

  @Override
  public void deleteEvaluation(DeleteEvaluationRequest request, StreamObserver<Empty> observer) {
    calls.answer(
        observer,
        () -> {
          catalog.delete(id(request.getName()));
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void watchEvaluation(
      WatchEvaluationRequest request, StreamObserver<WatchEvaluationResponse> observer) {
    calls.stream(observer, answers -> watch.follow(id(request.getName()), answers));
  }

  @Override
  public void readReport(ReadReportRequest request, StreamObserver<ReadReportResponse> observer) {
    calls.stream(
        observer,
        answers -> {
          ByteString bytes = ByteString.copyFrom(written(request), UTF_8);
          for (int from = 0; from < bytes.size(); from += CHUNK) {
            ByteString chunk = bytes.substring(from, Math.min(from + CHUNK, bytes.size()));
            answers.send(ReadReportResponse.newBuilder().setData(chunk).build());
          }
        });
  }

  private String written(ReadReportRequest request) {
    List<Evaluation> evaluations =
        ReportRequests.ids(request).stream().map(catalog::succeeded).toList();
    Report report = ReportRequests.report(request, evaluations);
    return switch (request.getFormat()) {
      case FORMAT_UNSPECIFIED, FORMAT_JSON ->
          json.write(report, request.getSamplesList(), clock.instant());
      case FORMAT_CSV -> csv.write(report);
      case FORMAT_HTML -> html.write(report);
      case UNRECOGNIZED ->
          throw SteermeshException.ofField(
              "format", "value " + request.getFormatValue() + " is not a Format");
    };
  }

  private static String id(String name) {
    return EvaluationName.parse("name", name).id();
  }
}
