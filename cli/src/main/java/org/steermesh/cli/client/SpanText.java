package org.steermesh.cli.client;

import org.steermesh.type.v1.ExcludedSpan;
import org.steermesh.type.v1.ExcludedSpan.Kind;

/** Stretches of text as a person types them. */
public final class SpanText {

  private static final String BETWEEN = "..";

  private SpanText() {}

  /**
   * Reads {@code code}, {@code tools}, or {@code BEGIN..END}, where END may be missing.
   *
   * @throws IllegalArgumentException with what is allowed, if it is none of them
   */
  public static ExcludedSpan parse(String text) {
    int between = text.indexOf(BETWEEN);
    if (between > 0) {
      return ExcludedSpan.newBuilder()
          .setKind(Kind.KIND_MARKED)
          .setBegin(text.substring(0, between))
          .setEnd(text.substring(between + BETWEEN.length()))
          .build();
    }
    return switch (text) {
      case "code" -> of(Kind.KIND_CODE_FENCE);
      case "tools" -> of(Kind.KIND_TOOL_CALL);
      default ->
          throw new IllegalArgumentException(
              "'" + text + "' names no stretch of text: code, tools, or BEGIN..END");
    };
  }

  private static ExcludedSpan of(Kind kind) {
    return ExcludedSpan.newBuilder().setKind(kind).build();
  }
}
