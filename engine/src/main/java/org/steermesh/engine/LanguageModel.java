package org.steermesh.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.steermesh.engine.tokenizer.Prompt;
import org.steermesh.engine.tokenizer.TextTokenizer;
import org.steermesh.engine.tokenizer.TokenSequence;

/**
 * A model opened from a Hugging Face style folder. Safe under concurrent callers; owns its native
 * memory until closed.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class LanguageModel implements AutoCloseable {

  private LanguageModel() {}

  /**
   * Opens a checkpoint: config.json, safetensors (single or sharded), tokenizer.json.
   *
   * @throws EngineException when a file is missing, invalid or of an unknown architecture
   */
  public static LanguageModel open(Path directory, ModelOptions options) {
    throw new UnsupportedOperationException(directory + " " + options);
  }

  /** What this model is. */
  public ModelDescription description() {
    throw new UnsupportedOperationException();
  }

  /** The model's tokenizer. */
  public TextTokenizer tokenizer() {
    throw new UnsupportedOperationException();
  }

  /** Turns a prompt and its completion (possibly empty) into tokens, bounded by the context. */
  public TokenSequence encode(Prompt prompt, String completion) {
    throw new UnsupportedOperationException(prompt + completion);
  }

  /** Captures activations, one result per request, in order; batched with padding inside. */
  public List<CapturedActivations> capture(List<CaptureRequest> requests, CancelSignal cancel) {
    throw new UnsupportedOperationException(requests + "" + cancel);
  }

  /** Scores continuations, one result per request, in order; batched with padding inside. */
  public List<ScoreResult> score(List<ScoreRequest> requests, CancelSignal cancel) {
    throw new UnsupportedOperationException(requests + "" + cancel);
  }

  /** Generates one text; each token is handed over as soon as it is decoded. */
  public GenerationResult generate(
      GenerationRequest request, Consumer<GeneratedToken> onToken, CancelSignal cancel) {
    throw new UnsupportedOperationException(request + "" + onToken + cancel);
  }

  @Override
  public void close() {}
}
