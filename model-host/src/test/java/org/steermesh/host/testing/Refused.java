package org.steermesh.host.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.StatusTranslator;

/** Asserts how calls are refused. */
public final class Refused {

  private Refused() {}

  /** Runs a call that must be refused for this reason, and gives what the caller is told. */
  public static RemoteError with(ErrorReason reason, ThrowingCallable call) {
    return because(reason, catchThrowable(call));
  }

  /** What a call that ended with this error, which must be of this reason, told its caller. */
  public static RemoteError because(ErrorReason reason, Throwable thrown) {
    assertThat(thrown).as("the call is refused").isNotNull();
    RemoteError error = StatusTranslator.read(thrown);
    assertThat(error.reason()).as(error.summary()).isEqualTo(reason.name());
    assertThat(error.code()).isEqualTo(reason.code());
    assertThat(error.message()).isNotBlank();
    return error;
  }
}
