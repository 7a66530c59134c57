package org.steermesh.contract.server;

import io.quarkus.runtime.PreventFurtherStepsException;

/**
 * How a service ends that cannot start as it is configured: with one sentence on standard error and
 * exit code 1, without a stack trace, and without having said that it started.
 */
public final class StartRefused {

  private static final int EXIT_CODE = 1;

  private StartRefused() {}

  /**
   * To be thrown by an observer of the start.
   *
   * @param sentence what is wrong and what is allowed
   */
  public static RuntimeException because(String sentence) {
    return new PreventFurtherStepsException(sentence, EXIT_CODE);
  }
}
