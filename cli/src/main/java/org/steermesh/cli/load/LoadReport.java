package org.steermesh.cli.load;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.steermesh.cli.show.Table;

/**
 * Loads that were run side by side, for people and for programs.
 *
 * @param results by name, in the order in which they are shown
 */
public record LoadReport(Map<String, LoadResult> results) {

  /** How many ended how, and how fast. */
  public Table throughput() {
    Table table =
        new Table()
            .words("LOAD")
            .numbers("DONE")
            .words("OTHERS")
            .numbers("SECONDS")
            .numbers("TOKENS")
            .numbers("TOKENS/S")
            .numbers("BUSY")
            .words("AS ALONE")
            .words("MEMORY, MIB");
    results.forEach((name, result) ->
        table.row(
            name,
            Integer.toString(result.finished()),
            others(result),
            shown(result.seconds(), 2),
            Long.toString(result.generatedTokens()),
            shown(result.tokensPerSecond(), 1),
            shown(100 * result.busySeconds() / result.seconds(), 0) + " %",
            alike(result),
            memory(result.memory())));
    return table;
  }

  private static String others(LoadResult result) {
    return result.ended().isEmpty()
        ? "-"
        : String.join(
            ", ",
            result.ended().entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey())
                .toList());
  }

  private static String memory(LoadResult.Memory memory) {
    return memory.early() == 0 || memory.end() == 0
        ? "-"
        : (memory.early() >> 20) + " -> " + (memory.end() >> 20);
  }

  private static String alike(LoadResult result) {
    return switch (result.mismatched()) {
      case -1 -> "not asked";
      case 0 -> "all";
      default -> result.mismatched() + " are not";
    };
  }

  /** How long it took, in milliseconds. */
  public Table latency() {
    Table table =
        new Table()
            .words("LOAD")
            .words("MS")
            .numbers("P50")
            .numbers("P90")
            .numbers("P99")
            .numbers("MOST");
    results.forEach((name, result) -> {
      row(table, name, "to the first token", result.latency().firstToken());
      row(table, "", "between tokens", result.latency().betweenTokens());
      row(table, "", "whole text", result.latency().whole());
    });
    return table;
  }

  private static void row(Table table, String name, String what, Percentiles times) {
    table.row(
        name,
        what,
        shown(1000 * times.p50(), 1),
        shown(1000 * times.p90(), 1),
        shown(1000 * times.p99(), 1),
        shown(1000 * times.most(), 1));
  }

  private static String shown(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /**
   * Tokens per second of one load over another's, the median over rounds.
   *
   * @return NaN where one of them was not run
   */
  public static double medianRatio(List<LoadReport> rounds, String load, String base) {
    double[] ratios =
        rounds.stream().mapToDouble(round -> round.ratio(load, base)).sorted().toArray();
    return (ratios[(ratios.length - 1) / 2] + ratios[ratios.length / 2]) / 2;
  }

  private double ratio(String load, String base) {
    ToDoubleFunction<String> speed =
        name -> {
          LoadResult result = results.get(name);
          return result == null ? Double.NaN : result.tokensPerSecond();
        };
    return speed.applyAsDouble(load) / speed.applyAsDouble(base);
  }

  /** All of it. */
  public JsonObject json() {
    JsonObject json = new JsonObject();
    results.forEach((name, result) -> json.add(name, json(result)));
    return json;
  }

  private static JsonObject json(LoadResult result) {
    JsonObject json = new JsonObject();
    json.addProperty("seconds", result.seconds());
    json.addProperty("finished", result.finished());
    JsonObject ended = new JsonObject();
    result.ended().forEach(ended::addProperty);
    json.add("ended", ended);
    json.addProperty("inputTokens", result.inputTokens());
    json.addProperty("generatedTokens", result.generatedTokens());
    json.addProperty("tokensPerSecond", result.tokensPerSecond());
    json.addProperty("busySeconds", result.busySeconds());
    json.addProperty("earlyMemoryBytes", result.memory().early());
    json.addProperty("memoryBytes", result.memory().end());
    if (result.mismatched() >= 0) {
      json.addProperty("mismatched", result.mismatched());
    }
    json.add("firstTokenSeconds", json(result.latency().firstToken()));
    json.add("betweenTokensSeconds", json(result.latency().betweenTokens()));
    json.add("wholeSeconds", json(result.latency().whole()));
    return json;
  }

  private static JsonObject json(Percentiles times) {
    JsonObject json = new JsonObject();
    json.addProperty("count", times.count());
    json.addProperty("p50", times.p50());
    json.addProperty("p90", times.p90());
    json.addProperty("p99", times.p99());
    json.addProperty("max", times.most());
    return json;
  }

  /** A list of them, one per round. */
  public static JsonArray json(Iterable<LoadReport> rounds) {
    JsonArray array = new JsonArray();
    rounds.forEach(round -> array.add(round.json()));
    return array;
  }
}
