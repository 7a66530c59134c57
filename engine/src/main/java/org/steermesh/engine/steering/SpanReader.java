package org.steermesh.engine.steering;

import org.steermesh.engine.tokenizer.TokenTexts;

/** Follows one kind of stretch along the tokens of a sequence. For one thread. */
sealed interface SpanReader permits FenceReader, MarkedReader {

  /** The same, from here on apart. */
  SpanReader copy();

  /** Takes the next token; whether any of it is inside. */
  boolean read(TokenTexts.Said token);

  /** A reader of a stretch, at the beginning of a sequence. */
  static SpanReader of(Span span, TokenTexts texts) {
    return switch (span) {
      case Span.CodeFence _ -> new FenceReader();
      case Span.ToolCall _ -> new MarkedReader(ToolMarkers.of(texts));
      case Span.Marked marked -> new MarkedReader(marked);
    };
  }
}
