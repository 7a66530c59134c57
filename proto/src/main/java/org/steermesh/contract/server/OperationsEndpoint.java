package org.steermesh.contract.server;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;

/** Speaks {@code google.longrunning.Operations}; a {@code @GrpcService} hands over its book. */
public abstract class OperationsEndpoint extends CheckedEndpoint {

  private final OperationsMethods methods;

  /** Serves the operations of a book. */
  protected OperationsEndpoint(OperationBook book) {
    this(new OperationsMethods(book));
  }

  private OperationsEndpoint(OperationsMethods methods) {
    super(methods);
    this.methods = methods;
  }

  /** Before the calls in flight are waited for, because some of them wait for operations. */
  void letWaitersGo(@Observes @Priority(1) ShutdownEvent event) {
    methods.letWaitersGo();
  }
}
