package org.steermesh.cli.client;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc.OperationsBlockingStub;
import java.util.function.Consumer;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;

/** Follows a long running operation to its end. */
public final class Operations {

  private static final long PAUSE_MS = 150;

  private Operations() {}

  /**
   * Returns {@code begun} once it is done, handing every state on the way to {@code watcher}.
   *
   * @throws SteerException if it ends with an error
   */
  public static Operation await(
      OperationsBlockingStub operations, Operation begun, Consumer<Operation> watcher) {
    Operation now = begun;
    watcher.accept(now);
    while (!now.getDone()) {
      pause();
      now =
          MeshClient.unary(operations)
              .getOperation(GetOperationRequest.newBuilder().setName(begun.getName()).build());
      watcher.accept(now);
    }
    if (now.hasError()) {
      throw Refusal.of(now.getError());
    }
    return now;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SteerException(ExitCode.INTERRUPTED, "interrupted while waiting", e);
    }
  }
}
