package org.steermesh.host.protos;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.steering.Span;
import org.steermesh.type.v1.ExcludedSpan;

/** Stretches of text of {@code steermesh.type.v1}. */
final class SpanProtos {

  private static final int MOST = 8;
  private static final int LONGEST = 64;

  private SpanProtos() {}

  static List<Span> spans(String field, List<ExcludedSpan> protos) {
    if (protos.size() > MOST) {
      throw SteermeshException.ofField(
          field, "has %d; at most %d are allowed".formatted(protos.size(), MOST));
    }
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < protos.size(); i++) {
      spans.add(span(field + "[" + i + "]", protos.get(i)));
    }
    return List.copyOf(spans);
  }

  private static Span span(String field, ExcludedSpan proto) {
    return switch (proto.getKind()) {
      case KIND_CODE_FENCE -> unmarked(field, proto, new Span.CodeFence());
      case KIND_TOOL_CALL -> unmarked(field, proto, new Span.ToolCall());
      case KIND_MARKED -> {
        requireLength(field + ".begin", proto.getBegin(), 1);
        requireLength(field + ".end", proto.getEnd(), 0);
        yield new Span.Marked(proto.getBegin(), proto.getEnd());
      }
      case KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw SteermeshException.ofField(
              field + ".kind",
              "is required: KIND_CODE_FENCE, KIND_TOOL_CALL or KIND_MARKED, not "
                  + proto.getKindValue());
    };
  }

  private static Span unmarked(String field, ExcludedSpan proto, Span span) {
    if (!proto.getBegin().isEmpty() || !proto.getEnd().isEmpty()) {
      throw SteermeshException.ofField(
          field + (proto.getBegin().isEmpty() ? ".end" : ".begin"), "belongs to KIND_MARKED");
    }
    return span;
  }

  private static void requireLength(String field, String text, int least) {
    if (text.length() < least || text.length() > LONGEST) {
      throw SteermeshException.ofField(
          field,
          "has %d characters; %d to %d are allowed".formatted(text.length(), least, LONGEST));
    }
  }
}
