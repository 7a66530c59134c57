package org.steermesh.vector.domain;

import java.util.function.BooleanSupplier;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/**
 * How many versions one call looks at, for as long as somebody waits for it. A vector that was
 * begun is looked at to its end, so that it may be more: a page ends between two of them. For one
 * thread.
 */
public final class Looks {

  private static final int OF_A_PAGE = 20_000;

  private final int most;
  private final BooleanSupplier isCancelled;
  private int count;

  /**
   * So many, until nobody waits any more.
   *
   * @param isCancelled cheap; asked before each look
   */
  public Looks(int most, BooleanSupplier isCancelled) {
    this.most = most;
    this.isCancelled = isCancelled;
  }

  /** Those of one page of a list. */
  public static Looks ofPage(BooleanSupplier isCancelled) {
    return new Looks(OF_A_PAGE, isCancelled);
  }

  /**
   * Counts one.
   *
   * @throws SteermeshException CANCELLED when nobody waits any more
   */
  public void take() {
    if (isCancelled.getAsBoolean()) {
      throw new SteermeshException(ErrorReason.CANCELLED, "the caller cancelled");
    }
    count++;
  }

  /** Whether no more should be taken. */
  public boolean areEnough() {
    return count >= most;
  }
}
