package org.steermesh.generation.api.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.steermesh.generation.api.TextGeneration;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.Sampling;

/** What completions and chat completions have in common, but for the prompt and the logprobs. */
final class SamplingFields {

  /** They say who asks and what for, or how to be fast: no text depends on them here. */
  private static final List<String> WITHOUT_EFFECT =
      List.of(
          "metadata",
          "store",
          "service_tier",
          "prediction",
          "prompt_cache_key",
          "prompt_cache_retention",
          "safety_identifier",
          "parallel_tool_calls");

  private SamplingFields() {}

  /** Takes what a body says over into the request. */
  static void read(Fields body, GenerateRequest.Builder request) {
    Sampling.Builder sampling = request.getSamplingBuilder();
    body.number("temperature").ifPresent(value -> sampling.setTemperature((float) value));
    body.number("top_p").ifPresent(value -> sampling.setTopP((float) value));
    // Other servers say -1 where we say 0: all of them.
    body.small("top_k").ifPresent(value -> sampling.setTopK(value == -1 ? 0 : value));
    body.number("min_p").ifPresent(value -> sampling.setMinP((float) value));
    body.number("repetition_penalty")
        .ifPresent(value -> sampling.setRepetitionPenalty((float) value));
    body.number("frequency_penalty")
        .ifPresent(value -> sampling.setFrequencyPenalty((float) value));
    body.number("presence_penalty").ifPresent(value -> sampling.setPresencePenalty((float) value));
    body.whole("seed").ifPresent(sampling::setSeed);
    if (body.flag("ignore_eos")) {
      sampling.setStopAtEndOfText(false);
    }
    body.value("stop").ifPresent(stop -> stops(body, stop, sampling));
    body.object("logit_bias").ifPresent(bias -> biases(bias, sampling));
    body.small("n").ifPresent(count -> request.setTextCount(texts(body, count)));
    body.string("user").ifPresent(request::setCaller);
    body.ignore(WITHOUT_EFFECT);
  }

  /** Checked before anything is made for each of them. */
  private static int texts(Fields body, int count) {
    if (count < 1 || count > TextGeneration.MOST_TEXTS) {
      throw body.refused(
          "n", "is %d; it must be 1 to %d".formatted(count, TextGeneration.MOST_TEXTS));
    }
    return count;
  }

  private static void stops(Fields body, Object stop, Sampling.Builder sampling) {
    Iterable<?> all = stop instanceof JsonArray array ? array : List.of(stop);
    for (Object each : all) {
      if (!(each instanceof String text)) {
        throw body.refused("stop", "must be a string, or an array of strings");
      }
      sampling.addStopStrings(text);
    }
  }

  private static void biases(Fields bias, Sampling.Builder sampling) {
    JsonObject object = bias.all();
    for (String id : object.fieldNames()) {
      if (!id.matches("\\d{1,9}")) {
        throw bias.refused(id, "is not the id of a token");
      }
      bias.number(id)
          .ifPresent(value -> sampling.putLogitBias(Integer.parseInt(id), (float) value));
    }
  }

  /** Whether it is streamed. */
  static boolean isStreamed(Fields body) {
    return body.flag("stream");
  }

  /** Whether a stream ends with what was used. */
  static boolean endsWithUsage(Fields body) {
    return body.object("stream_options")
        .map(options -> {
          if (!isStreamed(body)) {
            throw body.refused("stream_options", "is for streams only; set stream to true");
          }
          boolean usage = options.flag("include_usage");
          options.ignore(List.of("include_obfuscation"));
          options.done();
          return usage;
        })
        .orElse(false);
  }
}
