package org.steermesh.host;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The model that a service hosts. Wrong values stop the start. */
@ConfigMapping(prefix = "steermesh.model")
public interface ModelConfig {

  /**
   * Folder with config.json, the safetensors and tokenizer.json, as Hugging Face lays them out.
   * Required.
   */
  Optional<String> directory();

  /** Folder of a LoRA adapter, as PEFT lays it out, that is added to the weights. None if unset. */
  Optional<String> adapter();

  /**
   * The {model} of {@code models/{model}}. The folder's name if unset, with the adapter's after it.
   */
  Optional<String> name();

  /**
   * What the matrices are held as: f32, bf16, f16 or int8; auto takes f16 where the checkpoint is
   * stored in 16 bits, else f32. auto if unset.
   */
  @WithDefault("auto")
  String dtype();

  /** Where it runs: cpu, cuda, or auto, which takes cuda where it can be used. auto if unset. */
  @WithDefault("auto")
  String device();

  /** Threads that compute one call; 0 takes the number of cores. 0 if unset. */
  @WithDefault("0")
  int threads();

  /** Most tokens of one batch, at least 1; fewer where memory is short. 4096 if unset. */
  @WithDefault("4096")
  int maxBatchTokens();

  /** Calls that compute at the same time, at least 1; the others wait in order. 2 if unset. */
  @WithDefault("2")
  int concurrentCalls();

  /** Most calls that may wait, at least 0; the next is refused with QUEUE_FULL. 64 if unset. */
  @WithDefault("64")
  int queue();

  /**
   * A stream that computes is ended with STREAM_IDLE where its caller neither sends nor takes a
   * message for longer, above 0; it would keep a place from others. 1 minute if unset.
   */
  @WithDefault("1m")
  Duration idleLimit();
}
