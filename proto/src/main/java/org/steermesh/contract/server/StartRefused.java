package org.steermesh.contract.server;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * How a service ends that cannot start as it is configured: with one sentence on standard error and
 * exit code 1, without a stack trace, and without having said that it started.
 */
public final class StartRefused {

  private StartRefused() {}

  /**
   * To be thrown by an observer of the start: of this exception Quarkus prints the message alone.
   *
   * @param sentence what is wrong and what is allowed
   */
  public static RuntimeException because(String sentence) {
    return new ConfigurationException(sentence);
  }
}
