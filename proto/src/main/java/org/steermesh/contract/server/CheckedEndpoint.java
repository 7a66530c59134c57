package org.steermesh.contract.server;

import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;

/**
 * A service whose requests are parsed behind the interceptors, so that one which is not a message
 * of its type is refused with MESSAGE_MALFORMED. gRPC alone parses before them, and answers
 * UNKNOWN.
 *
 * <p>A {@code @GrpcService} extends this and hands over its methods, an object that is not a bean.
 */
public abstract class CheckedEndpoint implements BindableService {

  private final BindableService methods;

  /** With the methods, for example a {@code VectorServiceImplBase}. */
  protected CheckedEndpoint(BindableService methods) {
    this.methods = methods;
  }

  @Override
  public final ServerServiceDefinition bindService() {
    return ServerInterceptors.useInputStreamMessages(methods.bindService());
  }
}
