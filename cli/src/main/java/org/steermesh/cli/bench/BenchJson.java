package org.steermesh.cli.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.steermesh.engine.bench.BenchReport;
import org.steermesh.engine.bench.BenchReport.FormatReport;
import org.steermesh.engine.bench.Floors;
import org.steermesh.engine.bench.Machine;
import org.steermesh.engine.bench.Measure;
import org.steermesh.engine.bench.Ratio;

/** Reports as one JSON object. */
public final class BenchJson {

  private BenchJson() {}

  /** The JSON of all reports. */
  public static String of(List<BenchReport> reports) {
    BenchReport first = reports.getFirst();
    JsonObject json = new JsonObject();
    json.add("machine", of(first.machine()));
    json.addProperty("threads", first.threads());
    json.addProperty("quick", first.quick());
    json.add("models", array(reports, BenchJson::of));
    return new GsonBuilder()
        .setPrettyPrinting()
        .serializeNulls()
        .disableHtmlEscaping()
        .create()
        .toJson(json);
  }

  private static JsonObject of(Machine machine) {
    JsonObject json = new JsonObject();
    json.addProperty("processor", machine.processor());
    json.addProperty("cores", machine.cores());
    json.addProperty("memoryBytes", machine.memoryBytes());
    json.addProperty("system", machine.system());
    json.addProperty("jdk", machine.jdk());
    json.addProperty("libtorch", machine.libtorch());
    json.addProperty("load", machine.load());
    return json;
  }

  private static JsonObject of(BenchReport report) {
    JsonObject json = new JsonObject();
    json.addProperty("name", report.subject());
    json.add("formats", array(report.formats(), BenchJson::of));
    return json;
  }

  private static JsonObject of(FormatReport format) {
    JsonObject json = new JsonObject();
    json.addProperty("dtype", format.model().weightFormat().label());
    json.addProperty("device", format.model().device());
    json.addProperty("storageDtype", format.model().storageDtype());
    json.addProperty("parameters", format.model().parameters());
    json.addProperty("fileBytes", format.fileBytes());
    json.add("floors", of(format.floors()));
    json.add("measures", array(format.measures(), BenchJson::of));
    return json;
  }

  private static JsonObject of(Floors floors) {
    JsonObject json = new JsonObject();
    json.addProperty("readBytesPerSecond", floors.readBandwidth());
    json.addProperty("f32OperationsPerSecond", floors.f32Rate());
    json.addProperty("bf16OperationsPerSecond", floors.bf16Rate());
    return json;
  }

  private static JsonObject of(Measure measure) {
    JsonObject json = new JsonObject();
    json.addProperty("key", measure.key());
    json.addProperty("what", measure.what());
    json.addProperty("unit", measure.unit());
    json.add("value", number(measure.value()));
    json.add("ratios", array(measure.ratios(), BenchJson::of));
    return json;
  }

  private static JsonObject of(Ratio ratio) {
    JsonObject json = new JsonObject();
    json.addProperty("against", ratio.against());
    json.add("base", number(ratio.base()));
    json.add("value", number(ratio.value()));
    json.add("target", optional(ratio.target()));
    json.addProperty("bound", ratio.atMost() ? "at most" : "at least");
    json.add("met", ratio.met().<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE));
    return json;
  }

  private static JsonElement optional(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : JsonNull.INSTANCE;
  }

  /** JSON has no infinity. */
  private static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }

  private static <T> JsonArray array(Collection<T> values, Function<T, JsonObject> toJson) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(toJson.apply(value)));
    return array;
  }
}
