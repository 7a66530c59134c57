package org.steermesh.host.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.steermesh.engine.checkpoint.SafetensorsWriter;
import org.steermesh.engine.checkpoint.SafetensorsWriter.NamedTensor;

/** Small sparse autoencoders in SAELens layout, most of which do not fit the golden checkpoint. */
public final class UnfitSaes {

  private static final int FEATURES = 20;

  private UnfitSaes() {}

  /** Writes them below a new folder: wide, other-model, siteless (which is fit) and broken. */
  static Path write() {
    try {
      Path folder = Path.of("target", "saes-" + UUID.randomUUID()).toAbsolutePath();
      write(folder.resolve("wide"), 32, "\"hook_name\": \"blocks.2.hook_resid_post\"");
      write(
          folder.resolve("other-model"),
          64,
          "\"hook_name\": \"blocks.2.hook_resid_post\", \"metadata\": {\"model_digest\": \"%s\"}"
              .formatted("f".repeat(64)));
      write(folder.resolve("siteless"), 64, "\"model_name\": \"nobody knows\"");
      Path broken = Files.createDirectories(folder.resolve("broken"));
      Files.writeString(broken.resolve("cfg.json"), "{\"architecture\": \"gated\"}");
      Files.writeString(broken.resolve("sae_weights.safetensors"), "no tensors");
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path folder, int width, String more) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("cfg.json"),
        """
        {"architecture": "jumprelu", "d_in": %d, "d_sae": %d, "dtype": "float32",
         "apply_b_dec_to_input": false, "normalize_activations": "none", %s}
        """
            .formatted(width, FEATURES, more));
    Random random = new Random(width);
    SafetensorsWriter.write(
        folder.resolve("sae_weights.safetensors"),
        List.of(
            new NamedTensor("W_enc", List.of(width, FEATURES), floats(random, width * FEATURES)),
            new NamedTensor("b_enc", List.of(FEATURES), floats(random, FEATURES)),
            new NamedTensor("W_dec", List.of(FEATURES, width), floats(random, width * FEATURES)),
            new NamedTensor("b_dec", List.of(width), floats(random, width)),
            new NamedTensor("threshold", List.of(FEATURES), new float[FEATURES])));
  }

  private static float[] floats(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian() * 0.2f;
    }
    return values;
  }
}
