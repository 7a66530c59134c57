package org.steermesh.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import org.junit.jupiter.api.Test;
import org.steermesh.cli.ExitCode;

final class RefusalTest {

  @Test
  void sentenceReasonAndViolationsAreShown() {
    Status status =
        Status.newBuilder()
            .setCode(Code.INVALID_ARGUMENT.getNumber())
            .setMessage("2 items are bad")
            .addDetails(Any.pack(ErrorInfo.newBuilder().setReason("DATASET_INVALID").build()))
            .addDetails(
                Any.pack(
                    BadRequest.newBuilder()
                        .addFieldViolations(
                            BadRequest.FieldViolation.newBuilder()
                                .setField("line 317: answer_matching_behavior")
                                .setDescription("is '(C)', which the question does not list"))
                        .build()))
            .build();
    assertThat(Refusal.of(status).getMessage())
        .isEqualTo(
            """
            2 items are bad (DATASET_INVALID, INVALID_ARGUMENT)
              line 317: answer_matching_behavior: is '(C)', which the question does not list\
            """);
    assertThat(Refusal.of(status).exitCode()).isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void aTimeThatIsUpIsNotToldInTheWordsOfTheTransport() {
    Status passed =
        Status.newBuilder()
            .setCode(Code.DEADLINE_EXCEEDED.getNumber())
            .setMessage("CallOptions deadline exceeded after 59.9s. [closed=[], open=[]]")
            .build();
    assertThat(Refusal.of(passed).getMessage())
        .isEqualTo("the service did not answer in time (DEADLINE_EXCEEDED)");
  }

  @Test
  void whatTheSentenceSaysIsNotRepeatedBelowIt() {
    assertThat(Refusal.of(invalid("items: -1 is negative", "items", "-1 is negative")).getMessage())
        .isEqualTo("items: -1 is negative (INVALID_ARGUMENT)");
  }

  @Test
  void severalFieldsAreCountedAndListedOnceEach() {
    Status status =
        invalid(
            "top_k: -1 is negative; top_p: 3 is above 1",
            "top_k",
            "-1 is negative",
            "top_p",
            "3 is above 1");
    assertThat(Refusal.of(status).getMessage())
        .isEqualTo(
            """
            2 fields cannot be taken (INVALID_ARGUMENT)
              top_k: -1 is negative
              top_p: 3 is above 1\
            """);
  }

  private static Status invalid(String sentence, String... fieldsAndFaults) {
    BadRequest.Builder request = BadRequest.newBuilder();
    for (int i = 0; i < fieldsAndFaults.length; i += 2) {
      request.addFieldViolations(
          BadRequest.FieldViolation.newBuilder()
              .setField(fieldsAndFaults[i])
              .setDescription(fieldsAndFaults[i + 1]));
    }
    return Status.newBuilder()
        .setCode(Code.INVALID_ARGUMENT.getNumber())
        .setMessage(sentence)
        .addDetails(Any.pack(request.build()))
        .build();
  }

  @Test
  void fullQueueSaysWhenToTryAgain() {
    Status status =
        Status.newBuilder()
            .setCode(Code.RESOURCE_EXHAUSTED.getNumber())
            .setMessage("8 calls wait")
            .addDetails(
                Any.pack(
                    RetryInfo.newBuilder()
                        .setRetryDelay(Duration.newBuilder().setNanos(500_000_000))
                        .build()))
            .build();
    assertThat(Refusal.of(status).getMessage())
        .isEqualTo("8 calls wait (RESOURCE_EXHAUSTED)\n  try again in 0.5 s");
    assertThat(Refusal.of(status).exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
  }

  @Test
  void exhaustionThatNoRetryHelpsIsARefusal() {
    Status tooLarge = Status.newBuilder().setCode(Code.RESOURCE_EXHAUSTED.getNumber()).build();
    assertThat(Refusal.of(tooLarge).exitCode()).isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void unknownCodeIsAFailure() {
    assertThat(Refusal.of(Status.newBuilder().setCode(77).build()).exitCode())
        .isEqualTo(ExitCode.FAILED);
  }
}
