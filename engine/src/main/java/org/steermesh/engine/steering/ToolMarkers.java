package org.steermesh.engine.steering;

import java.util.List;
import org.steermesh.engine.tokenizer.TokenTexts;

/** What calls of tools stand between, by model. */
final class ToolMarkers {

  private static final List<Span.Marked> KNOWN =
      List.of(
          new Span.Marked("<tool_call>", "</tool_call>"),
          new Span.Marked("[TOOL_CALLS]", ""),
          new Span.Marked("<|python_tag|>", ""));

  private ToolMarkers() {}

  static Span.Marked of(TokenTexts texts) {
    return KNOWN.stream()
        .filter(each -> texts.hasToken(each.begin()))
        .findFirst()
        .orElse(KNOWN.getFirst());
  }
}
