package org.steermesh.cli.client;

import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.OperationsGrpc.OperationsBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.steermesh.activation.v1.ActivationServiceGrpc;
import org.steermesh.activation.v1.ActivationServiceGrpc.ActivationServiceBlockingStub;
import org.steermesh.activation.v1.ActivationServiceGrpc.ActivationServiceBlockingV2Stub;
import org.steermesh.cli.mesh.Service;
import org.steermesh.eval.v1.EvalServiceGrpc;
import org.steermesh.eval.v1.EvalServiceGrpc.EvalServiceBlockingStub;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import org.steermesh.generation.v1.GenerationServiceGrpc.GenerationServiceBlockingV2Stub;
import org.steermesh.vector.v1.VectorServiceGrpc;
import org.steermesh.vector.v1.VectorServiceGrpc.VectorServiceBlockingStub;
import org.steermesh.vector.v1.VectorServiceGrpc.VectorServiceBlockingV2Stub;

/** Clients of one mesh. A channel is opened by the first call that needs it. */
public final class MeshClient implements AutoCloseable {

  private static final int LARGEST_MESSAGE = 64 << 20;
  private static final long UNARY_SECONDS = 60;

  private final Endpoints endpoints;
  private final Map<Service, ManagedChannel> channels = new EnumMap<>(Service.class);

  /** A client of the mesh at {@code endpoints}. */
  public MeshClient(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  private ManagedChannel channel(Service service) {
    return channels.computeIfAbsent(
        service,
        key -> {
          String address = endpoints.host() + ":" + endpoints.port(key);
          return NettyChannelBuilder.forTarget("dns:///" + address)
              .usePlaintext()
              .maxInboundMessageSize(LARGEST_MESSAGE)
              .intercept(new UnreachableInWords(key.shortName() + "-service", address))
              .build();
        });
  }

  /** Calls without a stream: none takes longer than a minute. */
  public static <S extends AbstractStub<S>> S unary(S stub) {
    return stub.withDeadlineAfter(UNARY_SECONDS, TimeUnit.SECONDS);
  }

  /** Reads activations. */
  public ActivationServiceBlockingStub activation() {
    return ActivationServiceGrpc.newBlockingStub(channel(Service.ACTIVATION));
  }

  /** The same, for streams in both directions. */
  public ActivationServiceBlockingV2Stub activationStreams() {
    return ActivationServiceGrpc.newBlockingV2Stub(channel(Service.ACTIVATION));
  }

  /** Builds and keeps vectors. */
  public VectorServiceBlockingStub vector() {
    return VectorServiceGrpc.newBlockingStub(channel(Service.VECTOR));
  }

  /** The same, for uploads. */
  public VectorServiceBlockingV2Stub vectorStreams() {
    return VectorServiceGrpc.newBlockingV2Stub(channel(Service.VECTOR));
  }

  /** Generates and scores. */
  public GenerationServiceBlockingStub generation() {
    return GenerationServiceGrpc.newBlockingStub(channel(Service.GENERATION));
  }

  /** The same, for streams in both directions. */
  public GenerationServiceBlockingV2Stub generationStreams() {
    return GenerationServiceGrpc.newBlockingV2Stub(channel(Service.GENERATION));
  }

  /** Runs evaluations. */
  public EvalServiceBlockingStub eval() {
    return EvalServiceGrpc.newBlockingStub(channel(Service.EVAL));
  }

  /** The operations of one service. */
  public OperationsBlockingStub operations(Service service) {
    return OperationsGrpc.newBlockingStub(channel(service));
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
  }
}
