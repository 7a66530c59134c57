package org.steermesh.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.WeightFormat;

/** A folder from a stranger is opened exactly or refused with a sentence. */
class CheckpointTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String INDEX = "model.safetensors.index.json";

  @TempDir Path folder;

  @Test
  void missingFolderAndMissingFilesAreNamed() throws IOException {
    refuse(folder.resolve("none"), EngineReason.CHECKPOINT_MISSING, "not a folder");
    copy("llama3-tied-bf16-sharded");
    Files.delete(folder.resolve("model-00002-of-00003.safetensors"));
    refuse(folder, EngineReason.CHECKPOINT_MISSING, "model-00002-of-00003.safetensors");
    Files.delete(folder.resolve("config.json"));
    refuse(folder, EngineReason.CHECKPOINT_MISSING, "config.json");
  }

  @ParameterizedTest
  @CsvSource({
    "../model-00001-of-00003.safetensors",
    "/etc/passwd",
    "sub/model-00001-of-00003.safetensors",
    "..safetensors",
    "model.bin",
    "a\\\\b.safetensors"
  })
  void shardNamesAreNamesOfFilesBesideTheIndex(String name) throws IOException {
    copy("llama3-tied-bf16-sharded");
    edit(INDEX, "model-00001-of-00003.safetensors", name);
    refuse(folder, EngineReason.CHECKPOINT_INVALID, "plain names");
  }

  @Test
  void tensorInTwoShardsIsRefused() throws IOException {
    copy("llama3-tied-bf16-sharded");
    Files.copy(
        folder.resolve("model-00001-of-00003.safetensors"), folder.resolve("more.safetensors"));
    edit(INDEX, "\"weight_map\": {", "\"weight_map\": {\"x\": \"more.safetensors\",");
    refuse(folder, EngineReason.CHECKPOINT_INVALID, "is in two files");
  }

  @Test
  void indexWithoutAMapIsRefused() throws IOException {
    copy("llama3-tied-bf16-sharded");
    Files.writeString(folder.resolve(INDEX), "{\"weight_map\": 3}");
    refuse(folder, EngineReason.CHECKPOINT_INVALID, "no weight_map");
  }

  @Test
  void digestDependsOnEveryWeightAndNotOnTheFiles() throws IOException {
    copy("llama3-f32");
    String before = digest();
    assertThat(digest()).isEqualTo(before);
    Path file = folder.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThat(digest()).isNotEqualTo(before);
  }

  @Test
  void weightOfAnotherShapeIsRefusedWithBothShapes() throws IOException {
    copy("llama3-f32");
    edit("config.json", "\"intermediate_size\": 112", "\"intermediate_size\": 128");
    refuseWeights("model.layers.0.mlp.gate_proj.weight has shape [112, 64]", "[128, 64]");
  }

  @Test
  void missingWeightIsNamed() throws IOException {
    copy("llama3-f32");
    edit("config.json", "\"attention_bias\": false", "\"attention_bias\": true");
    refuseWeights("model.layers.0.self_attn.q_proj.bias", "is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"model_type\": \"llama\" | \"model_type\": \"mamba\" | model_type mamba is not supported",
        "\"rope_type\": \"llama3\" | \"rope_type\": \"yarn\" | rope type yarn is not supported",
        "\"hidden_act\": \"silu\" | \"hidden_act\": \"relu\" | hidden_act relu is not supported",
        "\"use_cache\": true | \"new_trick\": 2 | the field new_trick = 2 is not understood",
        "\"rope_type\": | \"beta_fast\": 32, \"rope_type\": | beta_fast = 32 is not understood",
        "\"use_cache\": true | \"quantization_config\": {\"bits\": 4} | quantization_config",
        "\"use_cache\": true | \"sliding_window\": 4096 | sliding_window"
      })
  void whatWouldChangeTheResultUnnoticedIsRefused(String from, String to, String message)
      throws IOException {
    copy("llama3-f32");
    edit("config.json", from, to);
    refuse(folder, EngineReason.ARCHITECTURE_UNSUPPORTED, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"num_key_value_heads\": 2 | \"num_key_value_heads\": 3 | not a multiple",
        "\"head_dim\": 16 | \"head_dim\": 15 | head_dim 15 is odd",
        "\"hidden_size\": 64 | \"hidden_size\": 0 | hidden_size must be an integer",
        "\"hidden_size\": 64 | \"hidden_size\": \"64\" | hidden_size must be an integer",
        "\"hidden_size\": 64 | \"hidden_size\": 99999999999 | hidden_size must be an integer",
        "\"hidden_size\": 64, | `` | hidden_size must be an integer",
        "\"hidden_size\": 64 | \"hidden_size\": 64, \"hidden_size\": 65 | Duplicate",
        "\"rms_norm_eps\": 1e-05 | \"rms_norm_eps\": -1 | rms_norm_eps must be a number above 0",
        "\"mlp_bias\": false | \"mlp_bias\": 0 | mlp_bias must be true or false",
        "\"high_freq_factor\": 4.0 | \"high_freq_factor\": 1.0 | must be above low_freq_factor",
        "\"factor\": 8.0, | `` | factor must be a number above 0"
      })
  void configThatCannotBeIsRefused(String from, String to, String message) throws IOException {
    copy("llama3-f32");
    edit("config.json", from, to);
    refuse(folder, EngineReason.CHECKPOINT_INVALID, message);
  }

  @Test
  void unknownFieldWithoutAValueIsHarmless() throws IOException {
    copy("llama3-f32");
    edit("config.json", "\"use_cache\": true", "\"sliding_window\": null");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.config().blocks()).isEqualTo(4);
    }
  }

  @Test
  void ropeMayBeWrittenAsInNewerConfigs() throws IOException {
    copy("llama3-f32");
    double[] expected = frequencies();
    edit("config.json", "\"rope_theta\": 500000.0,", "");
    edit("config.json", "\"rope_scaling\": {", "\"rope_parameters\": {\"rope_theta\": 500000.0,");
    assertThat(frequencies()).isEqualTo(expected);
  }

  @Test
  void linearScalingDividesEveryFrequency() {
    assertThat(new RopeScaling.Linear(4).scale(0.5)).isEqualTo(0.125);
    RopeScaling.Llama3 llama3 = new RopeScaling.Llama3(8, 1, 4, 64);
    assertThat(llama3.scale(1)).isEqualTo(1);
    assertThat(llama3.scale(0.001)).isCloseTo(0.000125, within(1e-12));
  }

  private double[] frequencies() {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return checkpoint.config().attention().kinds().getFirst().inverseFrequencies(16);
    }
  }

  private String digest() {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return checkpoint.weightsDigest();
    }
  }

  private void refuseWeights(String... messages) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThatThrownBy(() -> Decoder.load(checkpoint, WeightFormat.F32, 1))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.reason()).isEqualTo(EngineReason.CHECKPOINT_INVALID))
          .hasMessageContainingAll(messages);
    }
  }

  private static void refuse(Path directory, EngineReason reason, String message) {
    assertThatThrownBy(() -> Checkpoint.open(directory))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  private void copy(String golden) throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN.resolve(golden).resolve("model"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private void edit(String file, String from, String to) throws IOException {
    String text = Files.readString(folder.resolve(file));
    assertThat(text).contains(from);
    Files.writeString(folder.resolve(file), text.replace(from, to));
  }
}
