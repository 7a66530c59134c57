package org.steermesh.engine;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Follows a generation whose caller waits for the result. */
final class Following implements GenerationListener {

  private final Consumer<GeneratedToken> onToken;
  private final CancelSignal cancel;
  private @Nullable GenerationResult result;
  private @Nullable Throwable failure;

  Following(Consumer<GeneratedToken> onToken, CancelSignal cancel) {
    this.onToken = onToken;
    this.cancel = cancel;
  }

  @Override
  public boolean isCancelled() {
    return cancel.isCancelled();
  }

  @Override
  public void onToken(GeneratedToken token) {
    onToken.accept(token);
  }

  @Override
  public void onEnd(GenerationResult ended) {
    result = ended;
  }

  @Override
  public void onFailure(Throwable why) {
    failure = why;
  }

  /** Throws why there is no result, if that is so. */
  void check() {
    switch (failure) {
      case null -> {}
      case RuntimeException refusal -> throw refusal;
      case Error error -> throw error;
      default -> throw new IllegalStateException(failure);
    }
  }

  GenerationResult result() {
    if (result == null) {
      throw new IllegalStateException("the generation has not ended");
    }
    return result;
  }
}
