package org.steermesh.eval.domain.judging;

import org.steermesh.eval.domain.Cancellation;

/** Asks a judge that is a service of somebody else. */
public interface ChatEndpoint {

  /**
   * What came back.
   *
   * @param text to the letter; empty where nothing came
   * @param failure why nothing came, in UPPER_SNAKE_CASE; empty where something did
   * @param use what it cost
   */
  record Reply(String text, String failure, Use use) {}

  /**
   * Asks for one grade, again where that may help. Never fails: a judge that cannot be had is an
   * answer of its own.
   *
   * @param attempts calls at most
   * @throws org.steermesh.contract.SteermeshException CANCELLED once {@code cancellation} is
   */
  Reply ask(Judge.Endpoint judge, String content, int attempts, Cancellation cancellation);
}
