package org.steermesh.vector.mesh;

import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.microprofile.config.ConfigProvider;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.vector.v1.BuildVectorRequest;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.DatasetFormat;
import org.steermesh.vector.v1.UploadDatasetHeader;
import org.steermesh.vector.v1.UploadDatasetRequest;
import org.steermesh.vector.v1.VectorServiceGrpc;

/** A caller of the service under test. */
final class ServiceClient implements AutoCloseable {

  private static final long LIMIT_SECONDS = 60;
  private static final int CHUNK = 10_000;

  private final ManagedChannel channel;

  ServiceClient() {
    ChannelCredentials plain = InsecureChannelCredentials.create();
    int port = ConfigProvider.getConfig().getValue("quarkus.grpc.server.test-port", Integer.class);
    channel = Grpc.newChannelBuilderForAddress("127.0.0.1", port, plain).build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  Channel channel() {
    return channel;
  }

  VectorServiceGrpc.VectorServiceBlockingStub vectors() {
    return VectorServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  OperationsGrpc.OperationsBlockingStub operations() {
    return OperationsGrpc.newBlockingStub(channel)
        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Asks whether the service is there. */
  void health() {
    HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance());
  }

  /** Builds a vector; returns how that ended, or how far it is after half a minute. */
  Operation build(BuildVectorRequest.Builder request) {
    return ended(vectors().buildVector(request.build()).getName(), 30);
  }

  /** How an operation ended, or how far it is after so many seconds. */
  Operation ended(String name, long seconds) {
    return operations()
        .waitOperation(
            WaitOperationRequest.newBuilder()
                .setName(name)
                .setTimeout(Duration.newBuilder().setSeconds(seconds))
                .build());
  }

  /** Uploads a file in chunks. */
  Dataset upload(String id, String file) {
    CompletableFuture<Dataset> answer = new CompletableFuture<>();
    StreamObserver<UploadDatasetRequest> requests = startUpload(answer);
    requests.onNext(header(id));
    byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
    for (int start = 0; start < bytes.length; start += CHUNK) {
      requests.onNext(
          data(ByteString.copyFrom(bytes, start, Math.min(CHUNK, bytes.length - start))));
    }
    requests.onCompleted();
    return get(answer);
  }

  /** Begins an upload whose messages are the caller's affair. */
  StreamObserver<UploadDatasetRequest> startUpload(CompletableFuture<Dataset> answer) {
    return VectorServiceGrpc.newStub(channel)
        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
        .uploadDataset(new FutureObserver<>(answer));
  }

  static UploadDatasetRequest header(String id) {
    return UploadDatasetRequest.newBuilder()
        .setHeader(
            UploadDatasetHeader.newBuilder()
                .setDatasetId(id)
                .setFormat(DatasetFormat.DATASET_FORMAT_CAA_JSON)
                .setBehaviour("obedience"))
        .build();
  }

  static UploadDatasetRequest data(ByteString bytes) {
    return UploadDatasetRequest.newBuilder().setData(bytes).build();
  }

  /** The answer of a call, or what the service refused it with. */
  static <T> T get(CompletableFuture<T> answer) {
    try {
      return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StatusRuntimeException refused) {
        throw refused;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** The error of a call that must be refused. */
  static RemoteError refusal(ThrowingCallable call) {
    Throwable thrown = Assertions.catchThrowable(call);
    Assertions.assertThat(thrown).isInstanceOf(StatusRuntimeException.class);
    return StatusTranslator.read(thrown);
  }

  /** A file of items {@code Q0?}, {@code Q1?}... whose positive answers are A, B, A, B... */
  static String items(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> i % 2 == 0 ? item("Q" + i + "?", "A", "B") : item("Q" + i + "?", "B", "A"))
        .collect(Collectors.joining(",\n", "[\n", "\n]"));
  }

  static String item(String question, String matching, String notMatching) {
    return """
    {"question": "%s", "answer_matching_behavior": "(%s)", "answer_not_matching_behavior": "(%s)"}\
    """
        .formatted(question, matching, notMatching);
  }

  /** What tells an answer to a future. */
  static <T> StreamObserver<T> observer(CompletableFuture<T> answer) {
    return new FutureObserver<>(answer);
  }

  private record FutureObserver<T>(CompletableFuture<T> answer) implements StreamObserver<T> {

    @Override
    public void onNext(T value) {
      answer.complete(value);
    }

    @Override
    public void onError(Throwable thrown) {
      answer.completeExceptionally(thrown);
    }

    @Override
    public void onCompleted() {
      answer.completeExceptionally(new AssertionError("ended without an answer"));
    }
  }
}
