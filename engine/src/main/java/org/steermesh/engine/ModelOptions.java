package org.steermesh.engine;

import org.jspecify.annotations.Nullable;
import org.steermesh.engine.decoder.Device;
import org.steermesh.engine.decoder.WeightFormat;

/**
 * How a model is opened.
 *
 * @param name the name people use; empty takes the folder's
 * @param format what matrices are held as; none takes what fits the checkpoint: F16 where it is
 *     stored in 16 bits, else F32
 * @param device where it runs; none takes a CUDA device where one can be used, else the CPU
 * @param threads intra-op threads of one call; 0 takes the number of cores
 * @param maxBatchTokens most tokens of one batch; where memory is short it has fewer
 */
public record ModelOptions(
    String name,
    @Nullable WeightFormat format,
    @Nullable Device device,
    int threads,
    int maxBatchTokens) {

  /** The folder's name, all cores, 4096 tokens a batch. */
  public static final ModelOptions DEFAULT = new ModelOptions("", null, null, 0, 4096);
}
