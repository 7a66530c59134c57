package org.steermesh.engine.decoder;

import java.util.List;
import java.util.Map;
import org.steermesh.engine.torch.NativeScope;
import org.steermesh.engine.torch.NativeValue;
import org.steermesh.engine.torch.ScriptSource;
import org.steermesh.engine.torch.TorchProgram;

/** Edits activations outside a model, by the code that edits them inside. */
public final class EditProgram implements AutoCloseable {

  private final TorchProgram program;

  /**
   * Loads the program.
   *
   * @param threads intra-op threads of one call; 0 takes the number of cores
   */
  public EditProgram(int threads) {
    program =
        TorchProgram.load(
            List.of(
                new ScriptSource(Decoder.class, "topk"),
                new ScriptSource(Decoder.class, "taps"),
                new ScriptSource(Decoder.class, "edits")),
            Map.of(),
            threads);
  }

  /**
   * Edits activations.
   *
   * @param taps edits of {@link Point#RESID_POST} of block 0, in order of action; their rows are
   *     indices of activations
   * @param activations row-major [n * d]
   * @param width d
   * @return the activations afterwards, row-major [n * d]
   */
  public float[] apply(List<Tap> taps, float[] activations, int width) {
    try (NativeScope scope = new NativeScope()) {
      TapArguments arguments = new TapArguments(taps, 1, scope);
      NativeValue x = scope.add(NativeValue.floats(activations, activations.length / width, width));
      return scope
          .add(
              program.call(
                  "run",
                  x,
                  arguments.first(),
                  arguments.kind(),
                  arguments.tensor(),
                  arguments.tensors()))
          .toFloats();
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
