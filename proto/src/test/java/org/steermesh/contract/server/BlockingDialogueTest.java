package org.steermesh.contract.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.ScoreGridItem;
import org.steermesh.generation.v1.ScoreGridRequest;
import org.steermesh.generation.v1.ScoreGridResponse;

/** Calls in which both sides stream: what is sent ahead, in groups or one by one. */
@Timeout(300)
class BlockingDialogueTest {

  private volatile Duration idleLimit = Duration.ofHours(1);
  private final BlockingCalls calls = new BlockingCalls();
  private final Noted noted = new Noted();

  @Test
  void whatIsSentAheadComesInBatchesAndInOrder() throws Exception {
    List<String> ids = IntStream.range(0, 500).mapToObj(Integer::toString).toList();
    try (TestMesh mesh = new TestMesh(new Grid())) {
      BlockingClientCall<ScoreGridRequest, ScoreGridResponse> call =
          GenerationServiceGrpc.newBlockingV2Stub(mesh.channel).scoreGrid();
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                for (String id : ids) {
                  write(call, id);
                }
                call.halfClose();
              });
      List<String> read = new ArrayList<>();
      for (ScoreGridResponse answer = call.read(); answer != null; answer = call.read()) {
        read.add(answer.getItemId());
      }
      writer.join();

      assertThat(read).isEqualTo(ids);
    }
  }

  @Test
  void aWriterThatWaitsForEachAnswerIsNotKeptWaiting() throws Exception {
    try (TestMesh mesh = new TestMesh(new Grid())) {
      BlockingClientCall<ScoreGridRequest, ScoreGridResponse> call =
          GenerationServiceGrpc.newBlockingV2Stub(mesh.channel).scoreGrid();
      for (int i = 0; i < 20; i++) {
        write(call, Integer.toString(i));
        assertThat(call.read().getItemId()).isEqualTo(Integer.toString(i));
      }
      call.halfClose();

      assertThat(call.read()).isNull();
    }
  }

  @Test
  void soManyMessagesAreWaitedForAndFewerComeOnlyAtTheEnd() throws Exception {
    try (TestMesh mesh = new TestMesh(new Threes())) {
      BlockingClientCall<ScoreGridRequest, ScoreGridResponse> call =
          GenerationServiceGrpc.newBlockingV2Stub(mesh.channel).scoreGrid();
      for (int i = 0; i < 7; i++) {
        write(call, Integer.toString(i));
        // So that each arrives alone.
        TimeUnit.MILLISECONDS.sleep(20);
      }
      call.halfClose();

      assertThat(call.read().getItemId()).isEqualTo("0 1 2");
      assertThat(call.read().getItemId()).isEqualTo("3 4 5");
      assertThat(call.read().getItemId()).isEqualTo("6");
      assertThat(call.read()).isNull();
    }
  }

  @Test
  void aWriterWhoseGroupDoesNotBecomeFullIsGivenUp() throws Exception {
    idleLimit = Duration.ofMillis(100);
    try (TestMesh mesh = new TestMesh(new Threes())) {
      BlockingClientCall<ScoreGridRequest, ScoreGridResponse> call =
          GenerationServiceGrpc.newBlockingV2Stub(mesh.channel).scoreGrid();
      write(call, "0");

      assertThat(noted.next().reason()).isEqualTo(ErrorReason.STREAM_IDLE);
    }
  }

  @Test
  void anErrorInTheMiddleOfAStreamComesAfterWhatWasSent() throws Exception {
    try (TestMesh mesh = new TestMesh(new Grid())) {
      BlockingClientCall<ScoreGridRequest, ScoreGridResponse> call =
          GenerationServiceGrpc.newBlockingV2Stub(mesh.channel).scoreGrid();
      write(call, "a");
      assertThat(call.read().getItemId()).isEqualTo("a");
      write(call, "bad");

      assertThatExceptionOfType(StatusException.class)
          .isThrownBy(call::read)
          .matches(e -> e.getStatus().getCode() == Status.Code.INVALID_ARGUMENT);
    }
  }

  private static void write(
      BlockingClientCall<ScoreGridRequest, ScoreGridResponse> call, String id) {
    try {
      assertThat(
              call.write(
                  ScoreGridRequest.newBuilder()
                      .setItem(ScoreGridItem.newBuilder().setId(id))
                      .build()))
          .isTrue();
    } catch (StatusException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  private final class Grid extends GenerationServiceGrpc.GenerationServiceImplBase {
    @Override
    public StreamObserver<ScoreGridRequest> scoreGrid(StreamObserver<ScoreGridResponse> observer) {
      return calls.dialogue(
          observer,
          (messages, answers) -> {
            for (var batch = messages.nextBatch(8, idleLimit);
                !batch.isEmpty();
                batch = messages.nextBatch(8, idleLimit)) {
              for (ScoreGridRequest message : batch) {
                if (message.getItem().getId().equals("bad")) {
                  throw new SteermeshException(ErrorReason.PROMPT_EMPTY, "no token");
                }
                answers.send(
                    ScoreGridResponse.newBuilder().setItemId(message.getItem().getId()).build());
              }
            }
          });
    }
  }

  private final class Threes extends GenerationServiceGrpc.GenerationServiceImplBase {
    @Override
    public StreamObserver<ScoreGridRequest> scoreGrid(StreamObserver<ScoreGridResponse> observer) {
      return calls.dialogue(
          observer,
          (messages, answers) ->
              noted.noting(() -> {
                for (var three = messages.nextOf(3, idleLimit);
                    !three.isEmpty();
                    three = messages.nextOf(3, idleLimit)) {
                  String ids =
                      three.stream()
                          .map(message -> message.getItem().getId())
                          .collect(Collectors.joining(" "));
                  answers.send(ScoreGridResponse.newBuilder().setItemId(ids).build());
                }
                return answers;
              }));
    }
  }
}
