package org.steermesh.contract.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.eval.v1.EvalServiceGrpc;
import org.steermesh.eval.v1.ReadReportRequest;
import org.steermesh.eval.v1.ReadReportResponse;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.UploadDatasetRequest;
import org.steermesh.vector.v1.VectorServiceGrpc;

@Timeout(300)
class BlockingCallsTest {

  private static final ByteString CHUNK = ByteString.copyFrom(new byte[1 << 16]);
  private static final int CHUNKS = 1000;
  private static final int ATTEMPTS = 6;

  private volatile Duration idleLimit = Duration.ofHours(1);
  private final BlockingCalls calls = new BlockingCalls();
  private final AtomicInteger sent = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final Noted noted = new Noted();

  @Test
  void aSlowReaderHoldsTheSenderBackAndMissesNothing() throws Exception {
    try (TestMesh mesh = new TestMesh(new Reports())) {
      BlockingClientCall<?, ReadReportResponse> call =
          EvalServiceGrpc.newBlockingV2Stub(mesh.channel)
              .readReport(ReadReportRequest.getDefaultInstance());
      assertThat(call.read().getData()).isEqualTo(CHUNK);

      assertThat(settled(sent)).isLessThan(CHUNKS / 2);

      int read = 1;
      while (call.read() != null) {
        read++;
      }
      assertThat(read).isEqualTo(CHUNKS);
      assertThat(sent).hasValue(CHUNKS);
    }
  }

  @Test
  void cancellingEndsASenderThatWaits() throws Exception {
    try (TestMesh mesh = new TestMesh(new Reports())) {
      BlockingClientCall<?, ReadReportResponse> call =
          EvalServiceGrpc.newBlockingV2Stub(mesh.channel)
              .readReport(ReadReportRequest.getDefaultInstance());
      assertThat(call.read().getData()).isEqualTo(CHUNK);
      int before = settled(sent);

      call.cancel("enough", null);

      SteermeshException end = noted.next();
      assertThat(end.reason()).isEqualTo(ErrorReason.CANCELLED);
      assertThat(sent).hasValueLessThan(before + 2);
    }
  }

  @Test
  void aPassedDeadlineEndsASenderThatWaits() throws Exception {
    try (TestMesh mesh = new TestMesh(new Reports())) {
      Optional<SteermeshException> end = Optional.empty();
      // Again, should a deadline pass before its call has reached the server.
      for (int attempt = 0; end.isEmpty() && attempt < ATTEMPTS; attempt++) {
        BlockingClientCall<?, ReadReportResponse> unread =
            EvalServiceGrpc.newBlockingV2Stub(mesh.channel)
                .withDeadlineAfter(1, TimeUnit.SECONDS)
                .readReport(ReadReportRequest.getDefaultInstance());
        end = noted.nextWithin(5);
        assertThat(unread).isNotNull();
      }

      assertThat(end).as("what the body is refused").isPresent();
      assertThat(end.orElseThrow().reason())
          .isIn(ErrorReason.DEADLINE_EXCEEDED, ErrorReason.CANCELLED);
    }
  }

  @Test
  void aReaderThatTakesNothingForTooLongIsGivenUp() throws Exception {
    idleLimit = Duration.ofMillis(100);
    try (TestMesh mesh = new TestMesh(new Reports())) {
      BlockingClientCall<?, ReadReportResponse> call =
          EvalServiceGrpc.newBlockingV2Stub(mesh.channel)
              .readReport(ReadReportRequest.getDefaultInstance());
      assertThat(call.read().getData()).isEqualTo(CHUNK);

      assertThat(noted.next().reason()).isEqualTo(ErrorReason.STREAM_IDLE);
    }
  }

  @Test
  void aWriterThatSendsNothingForTooLongIsGivenUp() throws Exception {
    idleLimit = Duration.ofMillis(100);
    gate.countDown();
    try (TestMesh mesh = new TestMesh(new Uploads())) {
      BlockingClientCall<UploadDatasetRequest, Dataset> call =
          VectorServiceGrpc.newBlockingV2Stub(mesh.channel).uploadDataset();
      assertThat(call.write(UploadDatasetRequest.newBuilder().setData(CHUNK).build())).isTrue();

      assertThat(noted.next().reason()).isEqualTo(ErrorReason.STREAM_IDLE);
    }
  }

  @Test
  void aSlowBodyHoldsTheWriterBackAndMissesNothing() throws Exception {
    try (TestMesh mesh = new TestMesh(new Uploads())) {
      BlockingClientCall<UploadDatasetRequest, Dataset> call =
          VectorServiceGrpc.newBlockingV2Stub(mesh.channel).uploadDataset();
      UploadDatasetRequest chunk = UploadDatasetRequest.newBuilder().setData(CHUNK).build();
      int written = 0;
      while (written < CHUNKS && taken(call, chunk)) {
        written++;
      }
      assertThat(written).isLessThan(CHUNKS / 2);

      gate.countDown();
      for (; written < CHUNKS; written++) {
        assertThat(call.write(chunk)).isTrue();
      }
      call.halfClose();

      assertThat(call.read().getSizeBytes()).isEqualTo((long) CHUNKS * CHUNK.size());
    }
  }

  @Test
  void noMoreMessagesWaitInMemoryThanTheMethodAllows() throws Exception {
    AtomicInteger arrived = new AtomicInteger();
    try (TestMesh mesh = new TestMesh(new LargeUploads(arrived))) {
      BlockingClientCall<UploadDatasetRequest, Dataset> call =
          VectorServiceGrpc.newBlockingV2Stub(mesh.channel).uploadDataset();
      ByteString small = CHUNK.substring(0, 1);
      for (int i = 0; i < 10; i++) {
        assertThat(call.write(UploadDatasetRequest.newBuilder().setData(small).build())).isTrue();
      }
      while (arrived.get() < 2) {
        Thread.onSpinWait();
      }
      assertThat(settled(arrived)).isEqualTo(2);

      gate.countDown();
      call.halfClose();
      assertThat(call.read().getSizeBytes()).isEqualTo(10);
    }
  }

  @Test
  void aWriterThatGoesAwayEndsTheBody() throws Exception {
    gate.countDown();
    try (TestMesh mesh = new TestMesh(new Uploads())) {
      BlockingClientCall<UploadDatasetRequest, Dataset> call =
          VectorServiceGrpc.newBlockingV2Stub(mesh.channel).uploadDataset();
      assertThat(call.write(UploadDatasetRequest.newBuilder().setData(CHUNK).build())).isTrue();

      call.cancel("gone", null);

      SteermeshException end = noted.next();
      assertThat(end.reason()).isEqualTo(ErrorReason.CANCELLED);
    }
  }

  private static boolean taken(
      BlockingClientCall<UploadDatasetRequest, Dataset> call, UploadDatasetRequest chunk)
      throws Exception {
    try {
      return call.write(chunk, 500, TimeUnit.MILLISECONDS);
    } catch (TimeoutException full) {
      return false;
    }
  }

  /** The counter once it has stood still for a while: a longer wait can only find it higher. */
  private static int settled(AtomicInteger counter) throws InterruptedException {
    int last = -1;
    while (last != counter.get()) {
      last = counter.get();
      TimeUnit.MILLISECONDS.sleep(500);
    }
    return last;
  }

  private final class Reports extends EvalServiceGrpc.EvalServiceImplBase {
    @Override
    public void readReport(ReadReportRequest request, StreamObserver<ReadReportResponse> observer) {
      calls.stream(
          observer,
          answers ->
              noted.noting(() -> {
                for (int i = 0; i < CHUNKS; i++) {
                  answers.send(ReadReportResponse.newBuilder().setData(CHUNK).build(), idleLimit);
                  sent.incrementAndGet();
                }
                return sent;
              }));
    }
  }

  private final class Uploads extends VectorServiceGrpc.VectorServiceImplBase {
    @Override
    public StreamObserver<UploadDatasetRequest> uploadDataset(StreamObserver<Dataset> observer) {
      return calls.reduce(observer, messages -> noted.noting(() -> sum(messages)));
    }
  }

  private Dataset sum(Inbound<UploadDatasetRequest> messages) throws InterruptedException {
    gate.await();
    long size = 0;
    for (var next = messages.next(idleLimit); next != null; next = messages.next(idleLimit)) {
      size += next.getData().size();
    }
    return Dataset.newBuilder().setSizeBytes(size).build();
  }

  /** Counts messages that arrive, two at a time. */
  private final class LargeUploads extends VectorServiceGrpc.VectorServiceImplBase {

    private final AtomicInteger arrived;

    LargeUploads(AtomicInteger arrived) {
      this.arrived = arrived;
    }

    @Override
    public StreamObserver<UploadDatasetRequest> uploadDataset(StreamObserver<Dataset> observer) {
      StreamObserver<UploadDatasetRequest> messages =
          calls.reduce(observer, 2, BlockingCallsTest.this::sum);
      return new StreamObserver<>() {
        @Override
        public void onNext(UploadDatasetRequest message) {
          arrived.incrementAndGet();
          messages.onNext(message);
        }

        @Override
        public void onError(Throwable thrown) {
          messages.onError(thrown);
        }

        @Override
        public void onCompleted() {
          messages.onCompleted();
        }
      };
    }
  }
}
