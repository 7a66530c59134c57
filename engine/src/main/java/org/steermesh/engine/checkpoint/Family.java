package org.steermesh.engine.checkpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The supported model families, and what a config.json of each leaves unsaid. */
public enum Family {
  /** Llama 2 and 3. */
  LLAMA("llama", "silu"),
  /** Mistral, with or without a sliding window. */
  MISTRAL("mistral", "silu"),
  /** Qwen 2 and 2.5. */
  QWEN2("qwen2", "silu"),
  /** Qwen 3: queries and keys are normed. */
  QWEN3("qwen3", "silu"),
  /** Gemma 2: soft-caps, norms around both parts of a block. */
  GEMMA2("gemma2", "gelu_pytorch_tanh"),
  /** Gemma 3, the text model: as Gemma 2, with normed queries and keys instead of soft-caps. */
  GEMMA3("gemma3_text", "gelu_pytorch_tanh");

  private final String modelType;
  private final String activation;

  Family(String modelType, String activation) {
    this.modelType = modelType;
    this.activation = activation;
  }

  static Optional<Family> of(String modelType) {
    return Arrays.stream(values()).filter(family -> family.modelType.equals(modelType)).findAny();
  }

  static List<String> modelTypes() {
    return Arrays.stream(values()).map(Family::modelType).toList();
  }

  /** The {@code model_type} of config.json. */
  public String modelType() {
    return modelType;
  }

  /** The activation of the gated MLP, as config.json names it. */
  String activation() {
    return activation;
  }

  /** Whether the MLP's activation is tanh-approximated GELU; else it is SiLU. */
  public boolean gelu() {
    return activation.startsWith("gelu");
  }

  /** Whether a block also norms what attention and MLP add. */
  public boolean normsOutputs() {
    return gemma();
  }

  /** Whether queries and keys are normed, head by head, before the rotation. */
  public boolean normsQueriesAndKeys() {
    return this == QWEN3 || this == GEMMA3;
  }

  /** What the weight of a norm is stored without. */
  public double normOffset() {
    return gemma() ? 1 : 0;
  }

  /** Whether embeddings are scaled by the square root of the width. */
  public boolean scalesEmbeddings() {
    return gemma();
  }

  /** Whether the head is the embedding where config.json does not say. */
  boolean tiedByDefault() {
    return gemma();
  }

  /** Whether attention scores are scaled by query_pre_attn_scalar instead of the head's width. */
  boolean hasQueryScalar() {
    return gemma();
  }

  private boolean gemma() {
    return this == GEMMA2 || this == GEMMA3;
  }
}
