package org.steermesh.generation.api;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.SteermeshException;
import org.steermesh.generation.v1.GenerateRequest;

/** Tells callers apart, so that they can take turns: by what they say, else by their address. */
@GlobalInterceptor
@Singleton
public final class Callers implements ServerInterceptor {

  private static final int MOST_CHARACTERS = 128;

  private static final Context.Key<String> PEER = Context.keyWithDefault("steermesh-peer", "");

  /** The caller of this request. */
  static String of(GenerateRequest request) {
    String said = request.getCaller();
    if (said.length() > MOST_CHARACTERS) {
      throw SteermeshException.ofField(
          "caller",
          "has %d characters; at most %d are allowed".formatted(said.length(), MOST_CHARACTERS));
    }
    return said.isEmpty() ? "peer " + PEER.get() : "caller " + said;
  }

  /** The context of a call that came from this address by another way than gRPC. */
  public static Context from(String host) {
    return Context.current().withValue(PEER, host);
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String peer = host(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    return Contexts.interceptCall(Context.current().withValue(PEER, peer), call, headers, next);
  }

  /** Without the port: a client may have several connections. */
  private static String host(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress internet
        ? internet.getHostString()
        : String.valueOf(address);
  }
}
