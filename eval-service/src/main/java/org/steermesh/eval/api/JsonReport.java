package org.steermesh.eval.api;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.OpenEndedStudy;
import org.steermesh.eval.domain.report.Report;
import org.steermesh.eval.v1.ReportSample;

/** A report as JSON: the evaluations and samples in the JSON form of their messages. */
final class JsonReport {

  private final JsonFormat.Printer printer = JsonFormat.printer();

  String write(Report report, List<ReportSample> samples, Instant now) {
    return "{\"title\": "
        + print(Value.newBuilder().setStringValue(report.title()).build())
        + ",\n\"evaluations\": "
        + array(report.evaluations().stream().map(evaluation -> whole(evaluation, now)).toList())
        + ",\n\"samples\": "
        + array(samples)
        + "}\n";
  }

  /** With every text: a report comes in chunks, a message on its own must stay small. */
  private static Message whole(Evaluation evaluation, Instant now) {
    org.steermesh.eval.v1.Evaluation whole = EvaluationMessages.whole(evaluation, now);
    return evaluation.declaration().steering() instanceof OpenEndedStudy open
        ? whole.toBuilder().setOpenEnded(OpenEndedMessages.result(evaluation, open, true)).build()
        : whole;
  }

  private String array(List<? extends Message> messages) {
    return messages.stream().map(this::print).collect(Collectors.joining(",\n", "[", "]"));
  }

  private String print(Message message) {
    try {
      return printer.print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message of our own cannot be printed", e);
    }
  }
}
