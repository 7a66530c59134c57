package org.steermesh.engine;

/** Why the engine refused; services turn each into one gRPC code and one ErrorInfo reason. */
public enum EngineReason {
  /** A file of the checkpoint is absent or cannot be read. */
  CHECKPOINT_MISSING,
  /** A file of the checkpoint is truncated, lies about itself, or does not fit the others. */
  CHECKPOINT_INVALID,
  /** The architecture, or a field of config.json that changes the result, is not understood. */
  ARCHITECTURE_UNSUPPORTED,
  /** The device is not here, or cannot hold the matrices as asked. */
  DEVICE_UNAVAILABLE,
  /** tokenizer.json cannot be read. */
  TOKENIZER_INVALID,
  /** The chat template does not parse, fails on these messages, or is absent. */
  TEMPLATE_INVALID,
  /** The chat template exceeded its time, output or iteration bound. */
  TEMPLATE_TOO_EXPENSIVE,
  /** The prompt has no token. */
  PROMPT_EMPTY,
  /** The prompt is larger than the bound on text, or than the model's context. */
  PROMPT_TOO_LONG,
  /** A token id is outside the vocabulary. */
  TOKEN_OUT_OF_RANGE,
  /** A site names a block that the model does not have. */
  SITE_OUTSIDE_MODEL,
  /** A gate looks at a site that comes after its intervention's. */
  GATE_TOO_DEEP,
  /** A vector's width is not the model's width. */
  VECTOR_WIDTH_MISMATCH,
  /** A number is NaN or infinite. */
  NOT_FINITE,
  /** A vector that must have a direction is zero. */
  VECTOR_ZERO,
  /** A position rule selects nothing here, for example no answer letter in the completion. */
  POSITION_NOT_FOUND,
  /** The caller cancelled, or its deadline passed. */
  CANCELLED
}
