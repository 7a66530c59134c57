package org.steermesh.host.protos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelOptions;
import org.steermesh.type.v1.Model;

class ModelProtosTest {

  private static final Path MODEL = Path.of("../engine/src/test/resources/golden/llama3-f32/model");
  private static final ModelOptions OPTIONS = new ModelOptions("golden", null, null, 1, 64);

  @Test
  void theAdapterIsSaidAndCoveredByTheFingerprint() {
    Path adapter = Path.of("../engine/src/test/resources/adapters/llama3-f32");
    try (LanguageModel base = LanguageModel.open(MODEL, OPTIONS);
        LanguageModel adapted = LanguageModel.open(MODEL, adapter, OPTIONS)) {
      Model without = ModelProtos.toProto(base.description());
      Model with = ModelProtos.toProto(adapted.description());
      assertThat(without.hasAdapter()).isFalse();
      assertThat(with.getAdapter().getName()).isEqualTo("llama3-f32");
      assertThat(with.getAdapter().getDigest()).matches("[0-9a-f]{64}");
      assertThat(with.getAdapter().getModuleCount()).isEqualTo(4);
      assertThat(with.getAdapter().getParameterCount()).isEqualTo(2176);
      assertThat(with.getFingerprint().getWeightsDigest())
          .isNotEqualTo(without.getFingerprint().getWeightsDigest());
    }
  }
}
