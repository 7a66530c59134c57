package org.steermesh.engine;

import java.util.function.LongSupplier;
import org.steermesh.engine.checkpoint.ModelConfig;

/**
 * How many tokens a batch may have: as many as were allowed, fewer where memory is short. Asked
 * anew for each call.
 */
final class TokenBudget {

  /**
   * A batch of fewer tokens saves little: the pass then needs mostly what does not depend on it.
   */
  private static final int LEAST = 256;

  /** One call takes no more than this part of what is available: others run beside it. */
  private static final int SHARE = 4;

  /** Keys that the mask of one token is reckoned with. */
  private static final int KEYS = 1024;

  private final long bytesPerToken;
  private final int most;
  private final LongSupplier available;

  /**
   * A budget.
   *
   * @param most tokens of a batch, however much memory there is
   * @param available bytes that could be taken now
   */
  TokenBudget(ModelConfig config, int most, LongSupplier available) {
    this.bytesPerToken = bytesPerToken(config);
    this.most = Math.max(1, most);
    this.available = available;
  }

  /** Float32 of what one token has at a time: residuals, projections, MLP, mask, and its cache. */
  private static long bytesPerToken(ModelConfig config) {
    long keys = (long) config.keyHeads() * config.headWidth();
    long queries = (long) config.heads() * config.headWidth();
    long group = config.heads() / config.keyHeads();
    long floats =
        6L * config.width()
            + 3L * config.mlpWidth()
            + 2 * queries
            + 2 * keys
            + 2 * keys * config.blocks()
            + group * KEYS;
    return floats * Float.BYTES;
  }

  /** Most tokens of a batch that begins now. */
  int tokens() {
    long fit = available.getAsLong() / SHARE / bytesPerToken;
    return (int) Math.min(most, Math.max(LEAST, fit));
  }
}
