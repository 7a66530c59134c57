package org.steermesh.eval.api;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.steermesh.contract.EvaluationName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.report.Report;
import org.steermesh.eval.domain.report.Sample;
import org.steermesh.eval.v1.ReadReportRequest;
import org.steermesh.eval.v1.ReportSample;

/** Reads and checks what a report shall show. */
final class ReportRequests {

  private static final int MOST_NAMES = 64;
  private static final int MOST_SAMPLES = 256;
  private static final int LONGEST_TITLE = 256;

  private ReportRequests() {}

  /** The ids of the evaluations wanted, in order. */
  static List<String> ids(ReadReportRequest request) {
    int count = request.getNamesCount();
    if (count == 0 || count > MOST_NAMES) {
      throw SteermeshException.ofField("names", count + " names, allowed 1 to " + MOST_NAMES);
    }
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(EvaluationName.parse("names[" + i + "]", request.getNames(i)).id());
    }
    return ids;
  }

  /** The report of these evaluations. */
  static Report report(ReadReportRequest request, List<Evaluation> evaluations) {
    if (request.getTitle().length() > LONGEST_TITLE) {
      throw SteermeshException.ofField(
          "title", request.getTitle().length() + " characters, at most " + LONGEST_TITLE);
    }
    if (request.getSamplesCount() > MOST_SAMPLES) {
      throw SteermeshException.ofField(
          "samples", request.getSamplesCount() + " samples, at most " + MOST_SAMPLES);
    }
    String title = request.getTitle().isEmpty() ? title(evaluations) : request.getTitle();
    List<Sample> samples = request.getSamplesList().stream().map(ReportRequests::sample).toList();
    return new Report(title, evaluations, samples);
  }

  private static String title(List<Evaluation> evaluations) {
    Set<String> behaviours = new LinkedHashSet<>();
    for (Evaluation evaluation : evaluations) {
      behaviours.add(evaluation.subject().behaviour());
      evaluation.subject().second().ifPresent(second -> behaviours.add(second.behaviour()));
    }
    return behaviours.stream().collect(Collectors.joining(", ", "Steering: ", ""));
  }

  private static Sample sample(ReportSample message) {
    List<Sample.Continuation> answers =
        message.getAnswersList().stream()
            .map(answer -> new Sample.Continuation(answer.getLabel(), answer.getText()))
            .toList();
    return new Sample(message.getHeading(), message.getPrompt(), answers);
  }
}
