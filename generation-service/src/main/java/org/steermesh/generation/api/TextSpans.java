package org.steermesh.generation.api;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.steermesh.generation.v1.GenerationSummary;
import org.steermesh.type.v1.SteeringReceipt;

/**
 * The texts of one call in its trace: a span each, from when the call has its place to the text's
 * end, with an event for the first token and one for every entry of the receipt. Attributes that
 * OpenTelemetry's conventions for generative models name have these names. For one thread.
 */
final class TextSpans implements AutoCloseable {

  private static final String NAME = "generate text";

  private final List<Optional<Span>> open = new ArrayList<>();
  private final boolean[] begun;

  private TextSpans(int texts) {
    this.begun = new boolean[texts];
  }

  /** Begins the spans, in the trace of this thread. */
  static TextSpans begin(Tracer tracer, int texts) {
    TextSpans spans = new TextSpans(texts);
    for (int text = 0; text < texts; text++) {
      Span span = tracer.spanBuilder(NAME).setAttribute("steermesh.text.index", text).startSpan();
      spans.open.add(Optional.of(span));
    }
    return spans;
  }

  /**
   * A token of a text has come; the first is told.
   *
   * @param nanos when, by {@link System#nanoTime}
   */
  void token(int text, long nanos) {
    if (!begun[text]) {
      begun[text] = true;
      Instant when = Instant.now().minusNanos(System.nanoTime() - nanos);
      open.get(text).ifPresent(span -> span.addEvent("first token", when));
    }
  }

  /** A text has ended well. */
  void end(int text, GenerationSummary summary) {
    open.get(text)
        .ifPresent(span -> {
          span.setAttribute("gen_ai.usage.input_tokens", (long) summary.getInputTokenCount());
          span.setAttribute("gen_ai.usage.output_tokens", (long) summary.getGeneratedTokenCount());
          span.setAttribute("steermesh.cached_tokens", (long) summary.getCachedTokenCount());
          span.setAttribute("steermesh.finish_reason", summary.getFinishReason().name());
          if (summary.hasUnsteered()) {
            span.setAttribute("steermesh.unsteered", summary.getUnsteered().getReason());
          }
          summary
              .getReceipt()
              .getEntriesList()
              .forEach(entry -> span.addEvent("steered", attributes(entry)));
          span.end();
        });
    open.set(text, Optional.empty());
  }

  private static Attributes attributes(SteeringReceipt.Entry entry) {
    return Attributes.builder()
        .put("steermesh.version", entry.getVersion().isEmpty() ? "inline" : entry.getVersion())
        .put("steermesh.block", entry.getSite().getBlock())
        .put("steermesh.target", entry.getSite().getTarget().name())
        .put("steermesh.strength", entry.getStrength())
        .put("steermesh.prompt_tokens", entry.getPromptTokenCount())
        .put("steermesh.generated_tokens", entry.getGeneratedTokenCount())
        .put("steermesh.largest_dose", entry.getLargestDose())
        .build();
  }

  /** Ends those that have not ended well. */
  @Override
  public void close() {
    for (Optional<Span> left : open) {
      left.ifPresent(span -> span.setStatus(StatusCode.ERROR).end());
    }
    open.replaceAll(ended -> Optional.empty());
  }
}
