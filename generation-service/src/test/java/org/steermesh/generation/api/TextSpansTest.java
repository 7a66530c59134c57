package org.steermesh.generation.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.steermesh.generation.KeptSpans;
import org.steermesh.generation.v1.GenerationSummary;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.SteeringReceipt;

/** A trace tells of every text of a call what its answer tells. */
class TextSpansTest {

  private static final AttributeKey<Long> OUTPUT =
      AttributeKey.longKey("gen_ai.usage.output_tokens");

  private final KeptSpans kept = new KeptSpans();

  @Test
  void everyTextHasASpanInTheTraceOfItsCall() {
    try (SdkTracerProvider provider = SdkTracerProvider.builder().addSpanProcessor(kept).build()) {
      Tracer tracer = provider.get("test");
      Span call = tracer.spanBuilder("call").startSpan();
      try (Scope scope = call.makeCurrent();
          TextSpans spans = TextSpans.begin(tracer, 2)) {
        assertThat(scope).isNotNull();
        spans.token(0, System.nanoTime());
        spans.token(0, System.nanoTime());
        spans.end(0, summary());
      }

      assertThat(kept.ended())
          .hasSize(2)
          .allSatisfy(span ->
              assertThat(span.getParentSpanId()).isEqualTo(call.getSpanContext().getSpanId()));
      SpanData whole = kept.ended().getFirst();
      assertThat(whole.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
      assertThat(whole.getAttributes().get(OUTPUT)).isEqualTo(7);
      assertThat(whole.getEvents())
          .extracting(EventData::getName)
          .containsExactly("first token", "steered");
      assertThat(whole.getEvents().getLast().getAttributes().asMap())
          .containsEntry(AttributeKey.longKey("steermesh.block"), 3L)
          .containsEntry(AttributeKey.stringKey("steermesh.version"), "inline");
      SpanData cut = kept.ended().getLast();
      assertThat(cut.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(cut.getEvents()).isEmpty();
    }
  }

  private static GenerationSummary summary() {
    return GenerationSummary.newBuilder()
        .setInputTokenCount(5)
        .setGeneratedTokenCount(7)
        .setFinishReason(GenerationSummary.FinishReason.FINISH_REASON_MAX_TOKENS)
        .setReceipt(
            SteeringReceipt.newBuilder()
                .addEntries(
                    SteeringReceipt.Entry.newBuilder()
                        .setSite(Site.newBuilder().setBlock(3))
                        .setLargestDose(0.5)))
        .build();
  }
}
