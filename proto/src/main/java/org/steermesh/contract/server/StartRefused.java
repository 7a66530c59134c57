package org.steermesh.contract.server;

import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import org.jboss.logging.Logger;

/**
 * How a service ends that cannot start as it is configured: with one sentence in its log and exit
 * code 1, without a stack trace, and without having said that it started.
 */
public final class StartRefused {

  private static final Logger LOG = Logger.getLogger(StartRefused.class);
  private static final int EXIT_CODE = 1;

  private StartRefused() {}

  /**
   * Says why, and asks for the end of the process.
   *
   * @param sentence what is wrong and what is allowed
   * @return what an observer of the start has to throw, so that nothing more is started
   */
  public static RuntimeException because(String sentence) {
    LOG.error(sentence);
    // What is thrown stops the start in silence; it alone would leave the process running.
    Quarkus.asyncExit(EXIT_CODE);
    return new PreventFurtherStepsException(sentence, EXIT_CODE);
  }
}
