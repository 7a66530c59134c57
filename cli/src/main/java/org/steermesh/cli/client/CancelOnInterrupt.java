package org.steermesh.cli.client;

import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.OperationsGrpc.OperationsBlockingStub;
import io.grpc.StatusRuntimeException;
import org.steermesh.cli.show.Terminal;

/** While a command waits for an operation, Ctrl-C ends the operation and not only the waiting. */
final class CancelOnInterrupt implements AutoCloseable {

  private final OperationsBlockingStub operations;
  private final String name;
  private final Terminal terminal;
  private final Thread hook = Thread.ofPlatform().name("cancel").unstarted(this::cancel);

  private CancelOnInterrupt(OperationsBlockingStub operations, String name, Terminal terminal) {
    this.operations = operations;
    this.name = name;
    this.terminal = terminal;
  }

  /** From now on, until it is closed. */
  static CancelOnInterrupt of(OperationsBlockingStub operations, String name, Terminal terminal) {
    CancelOnInterrupt cancel = new CancelOnInterrupt(operations, name, terminal);
    Runtime.getRuntime().addShutdownHook(cancel.hook);
    return cancel;
  }

  private void cancel() {
    // A progress bar may stand on the line.
    terminal.note(terminal.errIsTerminal() ? "\ncancelling " + name : "cancelling " + name);
    try {
      MeshClient.unary(operations)
          .cancelOperation(CancelOperationRequest.newBuilder().setName(name).build());
    } catch (StatusRuntimeException e) {
      terminal.note(name + " may go on: " + Refusal.of(e).getMessage());
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already; the hook does its work.
      return;
    }
  }
}
