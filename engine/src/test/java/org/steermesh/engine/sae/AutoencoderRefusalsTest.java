package org.steermesh.engine.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.torch.NativeLibrary;

/** An autoencoder is understood or refused by the name of what is not. */
class AutoencoderRefusalsTest {

  @TempDir Path folder;

  private final RandomAutoencoder random = new RandomAutoencoder(4, 6, 1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'normalize_activations': 'layer_norm' | normalize_activations is 'layer_norm'; none",
        "'normalize_activations': 'expected_average_only_in' | expected_average_only_in",
        "'reshape_activations': 'hook_z' | reshape_activations",
        "'rescale_acts_by_decoder_norm': true | rescale_acts_by_decoder_norm is 'true'; false",
        "'hook_head_index': 3 | hook_head_index",
        "'dtype': 'float64' | dtype is 'float64'; float32, float16 and bfloat16 are understood",
        "'dtype': 'torch.bfloat16' | would round tensor W_dec of F32",
        "'activation_fn': 'tanh-relu' | activation_fn is 'tanh-relu'; relu and topk",
        "'hook_name': 'blocks.0.hook_resid_pre' | is no site; allowed are blocks.L.hook_resid_post",
        "'hook_name': 'transformer.h.3' | hook_name 'transformer.h.3'",
        "'metadata': {'hook_name': 'blocks.3.attn.hook_z'} | blocks.3.attn.hook_z",
        "'hook_name': 'blocks.3.hook_resid_post', 'hook_layer': 4 | hook_layer is 4",
        "'finetuning_scaling_factor': true | no tensor scaling_factor"
      })
  void fieldThatIsNotUnderstood(String fields, String message) {
    random.fields = ", " + fields.replace('\'', '"');
    refused(() -> SparseAutoencoder.open(random.write(folder)), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gated | architecture is 'gated'; standard, jumprelu and topk are understood",
        "topk | k of a TopK autoencoder is absent; 1 to 6"
      })
  void kindThatIsNotUnderstood(String kind, String message) {
    random.kind = kind;
    refused(() -> SparseAutoencoder.open(random.write(folder)), message);
  }

  @Test
  void configurationThatDoesNotSayWhetherTheBiasIsSubtracted() throws IOException {
    random.write(folder);
    Path config = folder.resolve("cfg.json");
    Files.writeString(config, Files.readString(config).replace("apply_b_dec_to_input", "other"));
    refused(() -> SparseAutoencoder.open(folder), "apply_b_dec_to_input is absent");
    Files.writeString(config, Files.readString(config).replace("\"d_in\": 4", "\"d_in\": 5"));
    refused(() -> SparseAutoencoder.open(folder), "apply_b_dec_to_input");
  }

  @Test
  void weightsOfAnotherShapeThanTheConfigurationSays() throws IOException {
    random.write(folder);
    Path config = folder.resolve("cfg.json");
    Files.writeString(config, Files.readString(config).replace("\"d_sae\": 6", "\"d_sae\": 7"));
    refused(
        () -> SparseAutoencoder.open(folder),
        "tensor W_enc has shape [4, 6]; the autoencoder needs [4, 7]");
  }

  @Test
  void tensorOfAnotherKindAndFactorsThatAreNotOne() {
    random.further.add(random.tensor("r_mag", List.of(6), new float[6]));
    refused(() -> SparseAutoencoder.open(random.write(folder)), "tensor r_mag belongs to no");
    random.further.clear();
    random.further.add(random.tensor("scaling_factor", List.of(6), 1, 1, 1, 0.5f, 1, 1));
    refused(
        () -> SparseAutoencoder.open(random.write(folder)),
        "scaling_factor of feature 3 is 0.5; only factors of 1");
  }

  @Test
  void factorsOfOneAreUnderstood() {
    random.further.add(random.tensor("scaling_factor", List.of(6), 1, 1, 1, 1, 1, 1));
    random.fields = ", \"finetuning_scaling_factor\": true";
    try (SparseAutoencoder autoencoder = SparseAutoencoder.open(random.write(folder))) {
      assertThat(autoencoder.description().features()).isEqualTo(6);
    }
  }

  @Test
  void thresholdsAndBiasesThatAreNoneAreFoundAtOnce() {
    random.threshold[2] = -0.5f;
    refused(
        () -> SparseAutoencoder.open(random.write(folder)),
        "the threshold of feature 2 is -0.5; at least 0 is allowed");
    random.threshold[2] = Float.NaN;
    refused(() -> SparseAutoencoder.open(random.write(folder)), "threshold holds NaN");
    random.threshold[2] = 1;
    random.decoderBias[1] = Float.POSITIVE_INFINITY;
    refused(
        () -> SparseAutoencoder.open(random.write(folder)),
        "tensor b_dec holds Infinity as its element 1; only finite");
  }

  @Test
  void matrixThatIsNotFiniteIsFoundWhenItIsUsed() {
    random.encoder[3] = Float.NaN;
    random.decoder[5 * 4] = Float.NEGATIVE_INFINITY;
    long before = NativeLibrary.liveValues();
    try (SparseAutoencoder autoencoder = SparseAutoencoder.open(random.write(folder))) {
      refused(() -> autoencoder.encode(new float[] {1, 2, 3, 4}, 1), "not finite among features 0");
      refused(() -> autoencoder.support(new int[] {3}, new float[1]), "W_enc holds NaN");
      refused(() -> autoencoder.support(new int[] {5}, new float[1]), "W_dec holds -Infinity");
      ActiveFeatures five = new ActiveFeatures(new int[] {0, 1}, new int[] {5}, new float[] {1});
      refused(() -> autoencoder.decode(five), "W_dec holds -Infinity as its element 20");
    }
    assertThat(NativeLibrary.liveValues()).isEqualTo(before);
  }

  @Test
  void activationsAndFeaturesThatDoNotFit() {
    try (SparseAutoencoder autoencoder = SparseAutoencoder.open(random.write(folder))) {
      refused(
          () -> autoencoder.encode(new float[7], 2),
          "7 floats are not 2 activations of the autoencoder's width 4");
      refused(
          () -> autoencoder.encode(new float[] {0, 0, 0, 0, Float.NaN, 0, 0, 0}, 2),
          "activation 1 holds NaN");
      refused(
          () -> autoencoder.support(new int[] {6}, new float[1]),
          "feature 6 is none of this autoencoder's; it has features 0 to 5");
      refused(() -> autoencoder.support(new int[] {1, 1}, new float[2]), "feature 1 twice");
      refused(() -> autoencoder.support(new int[] {1}, new float[2]), "1 features but 2 values");
    }
  }

  @Test
  void topKHasNoSupportOnlyForm() {
    random.kind = "topk";
    random.k = 2;
    try (SparseAutoencoder autoencoder = SparseAutoencoder.open(random.write(folder))) {
      refused(
          () -> autoencoder.support(new int[] {1}, new float[1]), "its rows alone cannot steer");
    }
  }

  @Test
  void folderWithoutAnAutoencoderOrWithTwo() throws IOException {
    assertThatThrownBy(() -> SparseAutoencoder.open(folder))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.reason()).isEqualTo(EngineReason.CHECKPOINT_MISSING))
        .hasMessageContaining("holds no autoencoder; expected is a .npz file, or a folder");
    random.write(folder);
    Files.copy(
        Path.of("src/test/resources/golden/llama3-f32/sae/params.npz"),
        folder.resolve("params.npz"));
    refused(() -> SparseAutoencoder.open(folder), "holds two autoencoders");
  }

  @Test
  void gemmaScopeReleaseThatReadsNoSite() throws IOException {
    Path place = folder.resolve("gemma-scope-2b-pt-att/layer_12/width_16k/average_l0_82");
    Files.createDirectories(place);
    Files.copy(
        Path.of("src/test/resources/golden/llama3-f32/sae/params.npz"),
        place.resolve("params.npz"));
    refused(() -> SparseAutoencoder.open(place), "gemma-scope-2b-pt-att reads what is no site");
  }

  private static void refused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call).isInstanceOf(EngineException.class).hasMessageContainingAll(parts);
  }
}
