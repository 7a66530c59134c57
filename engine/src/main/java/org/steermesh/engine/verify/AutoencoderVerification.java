package org.steermesh.engine.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.steermesh.engine.checkpoint.TensorFile;
import org.steermesh.engine.decoder.EditProgram;
import org.steermesh.engine.decoder.Tap;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.sae.ActiveFeatures;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.engine.steering.Edit;
import org.steermesh.engine.steering.EditPlan;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.SteeredSequence;
import org.steermesh.engine.tokenizer.TokenSequence;

/**
 * Compares the autoencoders of a case with {@code ref/sae.safetensors}: on the activations {@code
 * x}, of every KIND its pre-activations, features and decoded features ({@code KIND.pre}, {@code
 * KIND.features}, {@code KIND.decoded}), and what the edits of a run make of them ({@code
 * steered.RUN}).
 */
public final class AutoencoderVerification {

  private static final String INPUT = "x";
  private static final String STEERED = "steered.";
  private static final String PRE = ".pre";

  /** The archive of Gemma Scope's layout, and the kind of SAELens that has the same weights. */
  private static final String NUMPY = "params.npz";

  private static final String NUMPY_TWIN = "jumprelu";

  private final ReferenceCase reference;
  private final TensorFile expected;
  private final float[] x;
  private int width;

  private AutoencoderVerification(ReferenceCase reference, TensorFile expected) {
    this.reference = reference;
    this.expected = expected;
    this.x = expected.get(INPUT);
  }

  /**
   * Checks what a case has.
   *
   * @param threads intra-op threads of an edit; 0 takes the number of cores
   * @return one result per autoencoder, named as its file, and one of what was steered; none where
   *     the case has no such reference
   * @throws org.steermesh.engine.EngineException when an autoencoder cannot be opened
   */
  public static List<RunResult> check(ReferenceCase reference, int threads) {
    return reference
        .autoencoderTensors()
        .map(expected -> new AutoencoderVerification(reference, expected).results(threads))
        .orElse(List.of());
  }

  private List<RunResult> results(int threads) {
    List<RunResult> results = new ArrayList<>();
    for (String kind : kinds()) {
      if (reference.hasAutoencoder(kind)) {
        results.add(check(kind, kind));
      }
    }
    if (reference.hasAutoencoder(NUMPY) && kinds().contains(NUMPY_TWIN)) {
      results.add(check(NUMPY, NUMPY_TWIN));
    }
    Map<String, Double> steered = width == 0 ? Map.of() : steered(threads);
    if (!steered.isEmpty()) {
      results.add(new RunResult("steered", steered, 0, 0));
    }
    return results;
  }

  private Set<String> kinds() {
    Set<String> kinds = new LinkedHashSet<>();
    for (String name : expected.names()) {
      if (name.endsWith(PRE)) {
        kinds.add(name.substring(0, name.length() - PRE.length()));
      }
    }
    return kinds;
  }

  private RunResult check(String file, String kind) {
    try (SparseAutoencoder autoencoder = reference.autoencoder(file)) {
      int features = autoencoder.description().features();
      width = autoencoder.description().width();
      int rows = x.length / width;
      ActiveFeatures active = autoencoder.encode(x, rows);
      Map<String, Double> deviations = new LinkedHashMap<>();
      deviations.put("pre", deviation(autoencoder.preActivations(x, rows), kind + PRE));
      deviations.put("features", deviation(all(active, features), kind + ".features"));
      deviations.put("decoded", deviation(autoencoder.decode(active), kind + ".decoded"));
      return new RunResult(file, deviations, 0, 0);
    }
  }

  private double deviation(float[] actual, String name) {
    return Deviation.of(actual, expected.get(name));
  }

  private static float[] all(ActiveFeatures active, int features) {
    float[] all = new float[active.rows() * features];
    for (int row = 0; row < active.rows(); row++) {
      for (int i = active.offsets()[row]; i < active.offsets()[row + 1]; i++) {
        all[row * features + active.features()[i]] = active.values()[i];
      }
    }
    return all;
  }

  private Map<String, Double> steered(int threads) {
    Map<String, Double> deviations = new LinkedHashMap<>();
    try (EditProgram program = new EditProgram(threads)) {
      for (String name : expected.names()) {
        if (name.startsWith(STEERED)) {
          String run = name.substring(STEERED.length());
          if (reference.canEdit(run)) {
            deviations.put(run, deviation(steer(reference.edits(run), program), name));
          }
        }
      }
    }
    return deviations;
  }

  /** The edits of a run at every activation, as if each were a token's at one site. */
  private float[] steer(List<Edit> edits, EditProgram program) {
    int rows = x.length / width;
    List<Edit> everywhere =
        edits.stream()
            .map(edit ->
                new Edit(
                    0,
                    edit.point(),
                    Positions.of(PositionRule.ALL),
                    edit.operation(),
                    edit.strength()))
            .toList();
    int[] tokens = new int[rows];
    TokenSequence sequence = TokenSequence.ofIds(tokens);
    try (EditPlan plan = EditPlan.of(List.of(new SteeredSequence(sequence, everywhere)))) {
      List<Tap> taps = plan.plan(Window.of(new int[][] {tokens}, new int[1]), 1).taps();
      return program.apply(taps, x, width);
    }
  }
}
