package org.steermesh.engine.verify;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.checkpoint.TensorFile;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.Placement;

/** Runs a reference case on this machine and compares. For one thread. */
public final class Verification implements AutoCloseable {

  private static final String GREEDY_LOGITS = "greedy_logits";

  private final ReferenceCase reference;
  private final Checkpoint checkpoint;
  private final Decoder decoder;
  private final ReferencePass pass;

  private Verification(ReferenceCase reference, Checkpoint checkpoint, Decoder decoder) {
    this.reference = reference;
    this.checkpoint = checkpoint;
    this.decoder = decoder;
    this.pass = new ReferencePass(decoder);
  }

  /**
   * Loads the checkpoint of a case.
   *
   * @param placement how and where matrices are held
   * @param threads intra-op threads of one call; 0 takes the number of cores
   * @throws org.steermesh.engine.EngineException when the checkpoint cannot be loaded
   */
  public static Verification open(ReferenceCase reference, Placement placement, int threads) {
    Checkpoint checkpoint = Checkpoint.open(reference.model());
    try {
      return new Verification(reference, checkpoint, Decoder.load(checkpoint, placement, threads));
    } catch (RuntimeException | Error e) {
      checkpoint.close();
      throw e;
    }
  }

  /** {@code model_type} of the checkpoint's config.json. */
  public String architecture() {
    return checkpoint.config().family().modelType();
  }

  /** What the checkpoint is stored in. */
  public String storageDtype() {
    return checkpoint.storageDtype();
  }

  /**
   * Runs the prompt of a run, then feeds its reference tokens back one by one, and compares every
   * tensor that the reference has.
   *
   * @throws ReferenceCaseException when the reference has a tensor that no model has
   */
  public RunResult check(ReferenceRun run) {
    TensorFile expected = reference.tensors(run);
    Map<String, float[]> actual = new LinkedHashMap<>(pass.prompt(run));
    float[] logits = pass.greedyLogits(run);
    actual.put(GREEDY_LOGITS, logits);
    Map<String, Double> deviations = new LinkedHashMap<>();
    for (String name : expected.names()) {
      float[] values = actual.get(name);
      if (values == null) {
        throw new ReferenceCaseException(
            reference + ", run " + run + ": the tensor '" + name + "' is not known");
      }
      deviations.merge(kind(name), Deviation.of(values, expected.get(name)), Math::max);
    }
    return new RunResult(run.name(), deviations, tokensRight(run, logits), run.greedy().length);
  }

  /** The name without the block's number. */
  private static String kind(String tensor) {
    return tensor.replaceFirst("\\.\\d+$", "");
  }

  private int tokensRight(ReferenceRun run, float[] logits) {
    int vocabulary = decoder.config().vocabulary();
    int right = 0;
    for (int i = 0; i < run.greedy().length; i++) {
      float[] row = Arrays.copyOfRange(logits, i * vocabulary, (i + 1) * vocabulary);
      right += likeliest(row) == run.greedy()[i] ? 1 : 0;
    }
    return right;
  }

  private static int likeliest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  @Override
  public void close() {
    decoder.close();
    checkpoint.close();
  }
}
