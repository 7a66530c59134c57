package org.steermesh.eval.api;

import java.time.Duration;
import java.time.Instant;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Results;
import org.steermesh.eval.domain.Study;
import org.steermesh.eval.v1.Progress;

/** How far an evaluation is, as a message. */
final class ProgressMessages {

  private ProgressMessages() {}

  /** Counts cells; the rate is that since the start, up to {@code now} or the end. */
  static Progress progress(Evaluation evaluation, Instant now) {
    Results results = evaluation.results();
    int done = results.cells().size();
    int total = evaluation.declaration().cells().size();
    if (evaluation.declaration().steering() instanceof Study study) {
      done = study.doneCount(results.findings());
      total = study.stepCount();
    }
    Progress.Builder progress =
        Progress.newBuilder().setDoneCellCount(done).setTotalCellCount(total);
    double seconds = secondsWorked(evaluation.progress(), now);
    if (done > 0 && seconds > 0) {
      double rate = done / seconds;
      Duration left = Duration.ofMillis(Math.round(1000 * (total - done) / rate));
      progress
          .setCellsPerSecond(rate)
          .setTimeLeft(
              com.google.protobuf.Duration.newBuilder()
                  .setSeconds(left.getSeconds())
                  .setNanos(left.getNano()));
    }
    return progress.build();
  }

  private static double secondsWorked(Evaluation.Progress progress, Instant now) {
    Instant end = progress.endTime().orElse(now);
    return progress
        .startTime()
        .map(start -> Duration.between(start, end).toMillis() / 1000.0)
        .orElse(0.0);
  }
}
