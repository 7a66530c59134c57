package org.steermesh.engine.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.steermesh.engine.checkpoint.SafetensorsWriter;
import org.steermesh.engine.checkpoint.SafetensorsWriter.StreamedTensor;

/**
 * Writes a checkpoint of random weights in Hugging Face layout, tokenizer included: normal, of
 * standard deviation 0.02, each a bfloat16, so that every storage type holds the same weights. They
 * are drawn once for a piece of a million and repeat: time does not depend on their values.
 */
public final class RandomCheckpoint {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PIECE = 1 << 20;
  private static final float DEVIATION = 0.02f;
  private static final int CONTEXT = 2048;
  private static final int BYTES_OF_TEXT = 256;

  private final BenchShape shape;
  private final boolean half;
  private final byte[] random;
  private final byte[] ones;

  private RandomCheckpoint(BenchShape shape, boolean half) {
    this.shape = shape;
    this.half = half;
    Random generator = new Random(7);
    this.random = piece(() -> (float) generator.nextGaussian() * DEVIATION);
    // Gemma stores what a norm's weight exceeds one by.
    this.ones = piece(() -> shape.gemma() ? 0 : 1);
  }

  /**
   * Writes a checkpoint; weights pass through a buffer, never the whole model.
   *
   * @param half whether to store bfloat16; else float32
   * @throws IOException when the folder cannot be written
   */
  public static void write(Path folder, BenchShape shape, boolean half) throws IOException {
    RandomCheckpoint checkpoint = new RandomCheckpoint(shape, half);
    Files.createDirectories(folder);
    SafetensorsWriter.writeStreamed(folder.resolve("model.safetensors"), checkpoint.tensors());
    JSON.writeValue(folder.resolve("config.json").toFile(), checkpoint.config());
    JSON.writeValue(folder.resolve("tokenizer.json").toFile(), checkpoint.tokenizer());
  }

  private interface Draw {
    float next();
  }

  private byte[] piece(Draw draw) {
    ByteBuffer bytes =
        ByteBuffer.allocate(PIECE * (half ? Short.BYTES : Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < PIECE; i++) {
      int upper = Float.floatToRawIntBits(draw.next()) >>> 16;
      if (half) {
        bytes.putShort((short) upper);
      } else {
        bytes.putInt(upper << 16);
      }
    }
    return bytes.array();
  }

  private List<StreamedTensor> tensors() {
    List<StreamedTensor> tensors = new ArrayList<>();
    tensors.add(matrix("model.embed_tokens", shape.vocabulary(), shape.width()));
    for (int block = 0; block < shape.blocks(); block++) {
      addBlock("model.layers." + block + ".", tensors);
    }
    tensors.add(norm("model.norm"));
    if (!shape.tied()) {
      tensors.add(matrix("lm_head", shape.vocabulary(), shape.width()));
    }
    return tensors;
  }

  private void addBlock(String prefix, List<StreamedTensor> tensors) {
    int queries = shape.heads() * shape.headWidth();
    int keys = shape.keyHeads() * shape.headWidth();
    tensors.add(norm(prefix + "input_layernorm"));
    tensors.add(norm(prefix + "post_attention_layernorm"));
    if (shape.gemma()) {
      tensors.add(norm(prefix + "pre_feedforward_layernorm"));
      tensors.add(norm(prefix + "post_feedforward_layernorm"));
    }
    tensors.add(matrix(prefix + "self_attn.q_proj", queries, shape.width()));
    tensors.add(matrix(prefix + "self_attn.k_proj", keys, shape.width()));
    tensors.add(matrix(prefix + "self_attn.v_proj", keys, shape.width()));
    tensors.add(matrix(prefix + "self_attn.o_proj", shape.width(), queries));
    tensors.add(matrix(prefix + "mlp.gate_proj", shape.mlpWidth(), shape.width()));
    tensors.add(matrix(prefix + "mlp.up_proj", shape.mlpWidth(), shape.width()));
    tensors.add(matrix(prefix + "mlp.down_proj", shape.width(), shape.mlpWidth()));
  }

  private StreamedTensor matrix(String name, int rows, int columns) {
    return tensor(name, List.of(rows, columns), random);
  }

  private StreamedTensor norm(String name) {
    return tensor(name, List.of(shape.width()), ones);
  }

  private StreamedTensor tensor(String name, List<Integer> extents, byte[] piece) {
    return new StreamedTensor(
        name + ".weight",
        half ? "BF16" : "F32",
        extents,
        (bytes, out) -> repeat(piece, bytes, out));
  }

  private static void repeat(byte[] piece, long bytes, OutputStream out) throws IOException {
    for (long left = bytes; left > 0; left -= piece.length) {
      out.write(piece, 0, (int) Math.min(left, piece.length));
    }
  }

  private ObjectNode config() {
    ObjectNode config = JSON.createObjectNode();
    config.put("model_type", shape.gemma() ? "gemma2" : "llama");
    config.put("hidden_size", shape.width());
    config.put("intermediate_size", shape.mlpWidth());
    config.put("num_hidden_layers", shape.blocks());
    config.put("num_attention_heads", shape.heads());
    config.put("num_key_value_heads", shape.keyHeads());
    config.put("head_dim", shape.headWidth());
    config.put("max_position_embeddings", CONTEXT);
    config.put("rms_norm_eps", 1e-5);
    config.put("rope_theta", 10_000.0);
    config.put("tie_word_embeddings", shape.tied());
    config.put("vocab_size", shape.vocabulary());
    config.put("torch_dtype", half ? "bfloat16" : "float32");
    return config;
  }

  /** One piece per id, the first of them single bytes; no merges, nothing special. */
  private ObjectNode tokenizer() {
    ObjectNode byteLevel = JSON.createObjectNode();
    byteLevel.put("type", "ByteLevel");
    byteLevel.put("add_prefix_space", false);
    byteLevel.put("trim_offsets", false);
    byteLevel.put("use_regex", false);
    ObjectNode tokenizer = JSON.createObjectNode();
    tokenizer.put("version", "1.0");
    tokenizer.putArray("added_tokens");
    tokenizer.set("pre_tokenizer", byteLevel);
    tokenizer.set("decoder", byteLevel);
    ObjectNode model = tokenizer.putObject("model");
    model.put("type", "BPE");
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < shape.vocabulary(); id++) {
      vocabulary.put(id < BYTES_OF_TEXT ? byteName(id) : "w" + id, id);
    }
    model.putArray("merges");
    return tokenizer;
  }

  /** Byte-level tokenizers write a byte that is no visible character as one beyond Latin-1. */
  private static String byteName(int value) {
    return Character.toString(value > ' ' && value < 0x7f ? value : value + 0x100);
  }
}
