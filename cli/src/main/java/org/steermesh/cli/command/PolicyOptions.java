package org.steermesh.cli.command;

import org.jspecify.annotations.Nullable;
import org.steermesh.generation.v1.SteeringPolicy;
import org.steermesh.generation.v1.SteeringPolicy.OnFailure;
import org.steermesh.generation.v1.Watch;
import picocli.CommandLine.Option;

/** What is to happen when steering goes wrong. */
final class PolicyOptions {

  /** What a watch does to a text that goes wrong. */
  enum WatchAction {
    STOP,
    BACK_OFF
  }

  @Option(
      names = "--serve-unsteered",
      description =
          "Generate the plain text, and say so, where it cannot be steered as asked. Default:"
              + " refuse.")
  private boolean serveUnsteered;

  @Option(
      names = "--allow-over-dose",
      description = "Allow strengths beyond the service's limit. Default: refuse.")
  private boolean allowOverDose;

  @Option(
      names = "--watch",
      paramLabel = "ACTION",
      description =
          "Look for a text that repeats itself: ${COMPLETION-CANDIDATES} ends it, or halves the"
              + " strengths.")
  private @Nullable WatchAction watch;

  SteeringPolicy toProto() {
    SteeringPolicy.Builder policy =
        SteeringPolicy.newBuilder()
            .setOnFailure(
                serveUnsteered ? OnFailure.ON_FAILURE_SERVE_UNSTEERED : OnFailure.ON_FAILURE_FAIL)
            .setAllowOverDose(allowOverDose);
    if (watch != null) {
      policy.setWatch(
          Watch.newBuilder()
              .setAction(
                  watch == WatchAction.STOP
                      ? Watch.Action.ACTION_STOP
                      : Watch.Action.ACTION_BACK_OFF));
    }
    return policy.build();
  }
}
