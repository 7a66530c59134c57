package org.steermesh.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.checkpoint.SafetensorsWriter.NamedTensor;

/** An adapter from a stranger is merged exactly or refused with a sentence. */
class LoraAdapterTest {

  private static final Path MODEL = Path.of("src/test/resources/golden/llama3-f32/model");
  private static final Path ADAPTER = Path.of("src/test/resources/adapters/llama3-f32");
  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final String FIRST = "base_model.model.model.layers.1.mlp.down_proj.lora_A.weight";

  @TempDir Path folder;

  @BeforeEach
  void copy() throws IOException {
    for (String file : List.of("adapter_config.json", WEIGHTS)) {
      Files.copy(ADAPTER.resolve(file), folder.resolve(file));
    }
  }

  @Test
  void ranksAndScalesAreTheModulesOwn() {
    try (Checkpoint checkpoint = Checkpoint.open(MODEL, folder)) {
      assertThat(checkpoint.change("model.layers.1.self_attn.q_proj").orElseThrow().scale())
          .isEqualTo(8 / 2.0);
      assertThat(checkpoint.change("model.layers.3.self_attn.q_proj").orElseThrow().scale())
          .isEqualTo(8 / 4.0);
      assertThat(checkpoint.change("model.layers.3.mlp.down_proj").orElseThrow().scale())
          .isEqualTo(3 / 4.0);
      assertThat(checkpoint.change("model.layers.2.mlp.down_proj")).isEmpty();
    }
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    refuse(folder.resolve("none"), EngineReason.CHECKPOINT_MISSING, "not a folder");
    Files.move(folder.resolve(WEIGHTS), folder.resolve("adapter_model.bin"));
    refuse(EngineReason.CHECKPOINT_MISSING, "adapter_model.bin is a pickle");
    Files.delete(folder.resolve("adapter_model.bin"));
    refuse(EngineReason.CHECKPOINT_MISSING, WEIGHTS);
    Files.delete(folder.resolve("adapter_config.json"));
    refuse(EngineReason.CHECKPOINT_MISSING, "adapter_config.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "use_dora|true|use_dora",
        "lora_bias|true|lora_bias",
        "fan_in_fan_out|true|fan_in_fan_out",
        "use_qalora|true|use_qalora",
        "bias|\"all\"|bias all",
        "peft_type|\"IA3\"|peft_type IA3",
        "task_type|\"SEQ_CLS\"|task_type SEQ_CLS",
        "modules_to_save|[\"lm_head\"]|modules_to_save",
        "layer_replication|[[0,2],[1,3]]|layer_replication",
        "trainable_token_indices|[3]|trainable_token_indices",
        "target_parameters|[\"x\"]|target_parameters",
        "init_lora_weights|\"pissa\"|init_lora_weights pissa",
        "layers_pattern|\"h\"|layers_pattern",
        "alora_invocation_tokens|[1,2]|alora_invocation_tokens",
        "something_new|7|something_new"
      })
  void whatWouldComputeSomethingElseIsRefusedByName(String field, String value, String said)
      throws IOException {
    set(field, value);
    refuse(EngineReason.ARCHITECTURE_UNSUPPORTED, said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "r|0|r must be an integer from 1",
        "r|1000000000|r must be an integer from 1",
        "r|2.5|r must be an integer from 1",
        "r|5|has shape [4, 112]",
        "lora_alpha|0|lora_alpha must be a number above 0",
        "lora_alpha|\"x\"|lora_alpha must be a number above 0",
        "rank_pattern|{\"q_proj\": 0}|rank_pattern gives model.layers.1.self_attn.q_proj the rank 0",
        "alpha_pattern|{\"q_proj\": -1}|alpha_pattern gives",
        "rank_pattern|[1]|rank_pattern must be an object",
        "target_modules|[]|names no module",
        "target_modules|null|names no module",
        "target_modules|[\"query\"]|names no matrix of this model",
        "target_modules|[\"q_proj\"]|which changes no matrix",
        "target_modules|[\"q_proj\",\"down_proj\",\"up_proj\"]|has no tensor",
        "target_modules|[\"../../q_proj\"]|names no matrix",
        "target_modules|\"all-linear\"|has no tensor",
        "target_modules|\"((\"|is no regular expression",
        "target_modules|\"(([a-z._0-9]+)+)+!\"|takes more than 100000 steps",
        "exclude_modules|[\"down_proj\"]|which changes no matrix",
        "layers_to_transform|\"1\"|must be a block's number",
        "layers_to_transform|1|which changes no matrix"
      })
  void whatDoesNotFitTheFileIsRefused(String field, String value, String said) throws IOException {
    if (field.equals("target_modules") && value.startsWith("\"")) {
      set("layers_to_transform", "null");
    }
    set(field, value);
    refuse(EngineReason.CHECKPOINT_INVALID, said);
  }

  @Test
  void anAdapterOfAnotherBaseIsRefusedWithBothShapes() {
    Path other = Path.of("src/test/resources/golden/qwen3-f32/model");
    assertThatThrownBy(() -> Checkpoint.open(other, folder).close())
        .hasMessageContaining("has shape [2, 64]")
        .hasMessageContaining("of shape [64, 48]")
        .hasMessageContaining("[2, 48]")
        .hasMessageContaining("another base");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base_model.model.model.layers.9.mlp.down_proj.lora_A.weight",
        "base_model.model.model.embed_tokens.lora_embedding_A",
        "base_model.model.model.layers.1.mlp.down_proj.lora_magnitude_vector",
        "base_model.model.../../../etc/passwd.lora_A.weight"
      })
  void tensorsThatBelongNowhereAreRefused(String name) throws IOException {
    List<NamedTensor> all = tensors();
    all.add(new NamedTensor(name, List.of(1, 2), new float[2]));
    SafetensorsWriter.write(folder.resolve(WEIGHTS), all);
    refuse(EngineReason.CHECKPOINT_INVALID, name);
  }

  @Test
  void halfAPairIsRefused() throws IOException {
    List<NamedTensor> all = tensors();
    all.removeIf(tensor -> tensor.name().equals(FIRST));
    SafetensorsWriter.write(folder.resolve(WEIGHTS), all);
    refuse(EngineReason.CHECKPOINT_INVALID, "has no tensor " + FIRST);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void valuesThatAreNotFiniteAreRefused(float value) throws IOException {
    List<NamedTensor> all = tensors();
    all.stream().filter(tensor -> tensor.name().equals(FIRST)).findAny().orElseThrow().values()[5] =
        value;
    SafetensorsWriter.write(folder.resolve(WEIGHTS), all);
    refuse(EngineReason.NOT_FINITE, FIRST + " is NaN or infinite at element 5");
  }

  @Test
  void aHeaderThatLiesAboutItsBytesIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(WEIGHTS));
    int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header = new String(bytes, Long.BYTES, length, StandardCharsets.UTF_8);
    byte[] lie = header.replaceFirst("\\[0, 1792\\]", "[0, 9792]").getBytes(StandardCharsets.UTF_8);
    assertThat(lie).hasSize(length);
    System.arraycopy(lie, 0, bytes, Long.BYTES, length);
    Files.write(folder.resolve(WEIGHTS), bytes);
    refuse(EngineReason.CHECKPOINT_INVALID, "file has");
  }

  private List<NamedTensor> tensors() {
    TensorFile file = TensorFile.read(ADAPTER.resolve(WEIGHTS));
    List<NamedTensor> all = new ArrayList<>();
    for (String name : file.names()) {
      float[] values = file.get(name);
      int rank = name.contains("layers.1.self_attn") ? 2 : 4;
      int other = values.length / rank;
      all.add(
          new NamedTensor(
              name, name.contains("lora_A") ? List.of(rank, other) : List.of(other, rank), values));
    }
    return all;
  }

  private void set(String field, String value) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Path file = folder.resolve("adapter_config.json");
    ObjectNode config = (ObjectNode) json.readTree(file.toFile());
    config.set(field, json.readTree(value));
    Files.writeString(file, config.toString());
  }

  private void refuse(EngineReason reason, String said) {
    refuse(folder, reason, said);
  }

  private static void refuse(Path adapter, EngineReason reason, String said) {
    assertThatThrownBy(() -> Checkpoint.open(MODEL, adapter).close())
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(said);
  }
}
