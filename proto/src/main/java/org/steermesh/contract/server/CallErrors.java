package org.steermesh.contract.server;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;

/** Turns whatever a call threw into what its caller is told. */
public final class CallErrors {

  private static final Logger LOG = Logger.getLogger(CallErrors.class);
  private static final Set<Status.Code> BUGS = Set.of(Status.Code.UNKNOWN, Status.Code.INTERNAL);

  private CallErrors() {}

  /**
   * What the caller is told. A bug is logged here, once, with its stack and an id; the caller gets
   * the id and no detail.
   *
   * @param method full name of the method, for the log
   */
  public static StatusRuntimeException translate(String method, Throwable thrown) {
    if (thrown instanceof SteermeshException error) {
      if (error.reason() == ErrorReason.INTERNAL) {
        return bug(method, thrown);
      }
      LOG.debugf(error, "%s refused: %s", method, error.message());
      return StatusTranslator.toGrpc(error);
    }
    if (Context.current().isCancelled()) {
      return StatusTranslator.toGrpc(cancelled(Context.current()));
    }
    return switch (thrown) {
      case CancellationException cancelled ->
          StatusTranslator.toGrpc(
              new SteermeshException(ErrorReason.CANCELLED, "the call was cancelled"));
      case StatusRuntimeException status when !BUGS.contains(status.getStatus().getCode()) ->
          status;
      case StatusException status when !BUGS.contains(status.getStatus().getCode()) ->
          status.getStatus().asRuntimeException(status.getTrailers());
      default -> bug(method, thrown);
    };
  }

  /** Why a cancelled call's work stops. */
  static SteermeshException cancelled(Context context) {
    return context.cancellationCause() instanceof TimeoutException
        ? new SteermeshException(ErrorReason.DEADLINE_EXCEEDED, "the call's deadline passed")
        : new SteermeshException(ErrorReason.CANCELLED, "the caller cancelled");
  }

  /** Why a call is given up whose caller neither sends nor takes anything. */
  static SteermeshException idle(Duration limit) {
    return new SteermeshException(
        ErrorReason.STREAM_IDLE,
        "nothing was sent, or taken, for %d s; the call is given up".formatted(limit.toSeconds()));
  }

  private static StatusRuntimeException bug(String method, Throwable thrown) {
    String id = UUID.randomUUID().toString();
    LOG.errorf(thrown, "%s failed, error %s", method, id);
    return StatusTranslator.toGrpc(
        new SteermeshException(
                ErrorReason.INTERNAL, "internal error " + id + "; the server's log has its details")
            .with("error_id", id));
  }
}
