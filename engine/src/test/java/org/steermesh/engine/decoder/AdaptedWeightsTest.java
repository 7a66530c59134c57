package org.steermesh.engine.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.checkpoint.TensorFile;
import org.steermesh.engine.torch.MappedTensors;
import org.steermesh.engine.torch.NativeScope;
import org.steermesh.engine.torch.NativeValue;
import org.steermesh.engine.torch.TorchProgram;

/** Merged weights against those that NumPy made, by the script beside the adapters. */
class AdaptedWeightsTest {

  private static final Path RESOURCES = Path.of("src/test/resources");

  @ParameterizedTest
  @ValueSource(strings = {"llama3-f32", "llama3-tied-bf16-sharded"})
  void equalThoseOfNumPy(String name) {
    Path adapter = RESOURCES.resolve("adapters").resolve(name);
    TensorFile expected = TensorFile.read(adapter.resolve("merged.safetensors"));
    Placement plain = new Placement(WeightFormat.F32, Device.CPU, true);
    try (Checkpoint checkpoint =
            Checkpoint.open(RESOURCES.resolve("golden").resolve(name).resolve("model"), adapter);
        Arena arena = Arena.ofShared();
        NativeScope scope = new NativeScope();
        MappedTensors mapped = new MappedTensors(false);
        TorchProgram program = Decoder.program(checkpoint.config(), 1);
        MatrixHolder holder = new MatrixHolder(plain, mapped, program)) {
      Map<String, NativeValue> weights = new WeightLoader(checkpoint, mapped, holder, arena).load();
      weights.values().forEach(scope::add);
      assertThat(expected.names()).hasSize(4);
      for (String tensor : expected.names()) {
        assertThat(Objects.requireNonNull(weights.get(tensor)).toFloats())
            .containsExactly(expected.get(tensor), Offset.offset(2e-6f));
      }
    }
  }
}
