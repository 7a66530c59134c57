package org.steermesh.cli.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.Function;
import org.steermesh.cli.show.Json;
import org.steermesh.cli.stage.Stage;
import org.steermesh.eval.v1.Cell;

/** A demo's result as one JSON object. */
final class DemoJson {

  private DemoJson() {}

  static String of(DemoResult result, Path report) {
    JsonObject json = new JsonObject();
    json.add("model", Json.tree(result.model()));
    json.addProperty("rule", Choice.RULE);
    json.add("behaviours", array(result.behaviours(), DemoJson::behaviour));
    json.add("sparse", array(result.sparse(), DemoJson::sparse));
    result.features().ifPresent(features -> json.add("features", features(features)));
    json.add("task", Json.tree(result.task().getPas()));
    json.add("continuations", array(result.continuations(), DemoJson::sideBySide));
    json.add("stages", array(result.stages(), DemoJson::stage));
    json.addProperty("report", report.toString());
    return Json.of(json);
  }

  private static <T> JsonArray array(Collection<T> values, Function<T, JsonObject> toJson) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(toJson.apply(value)));
    return array;
  }

  private static JsonObject stage(Stage stage) {
    JsonObject json = new JsonObject();
    json.addProperty("name", stage.name());
    json.addProperty("seconds", stage.seconds());
    return json;
  }

  private static JsonObject behaviour(DemoResult.Measured measured) {
    return measured(measured, DemoResult.DENSE);
  }

  private static JsonObject sparse(DemoResult.Measured measured) {
    return measured(measured, DemoResult.SPARSE);
  }

  private static JsonObject measured(DemoResult.Measured measured, DemoResult.Bar bar) {
    JsonObject json = new JsonObject();
    json.addProperty("name", measured.name());
    json.addProperty("method", measured.method());
    json.addProperty("version", measured.version());
    json.addProperty("block", measured.choice().block());
    json.addProperty("strength", measured.choice().strength());
    json.addProperty("effect", measured.choice().best().getEffect());
    json.addProperty("effectLow", measured.choice().best().getEffectLow());
    json.addProperty("effectHigh", measured.choice().best().getEffectHigh());
    json.addProperty("perplexityBudget", measured.choice().budget());
    json.addProperty("reachesTheBar", measured.reaches(bar));
    json.add("validation", array(measured.choice().cells(), DemoJson::cell));
    json.add("test", array(measured.test(), DemoJson::cell));
    return json;
  }

  private static JsonObject features(FeatureReport report) {
    JsonObject json = new JsonObject();
    json.addProperty("behaviour", report.behaviour());
    json.addProperty("version", report.version());
    json.addProperty("sae", report.sae());
    json.add("features", array(report.features(), DemoJson::feature));
    return json;
  }

  private static JsonObject feature(FeatureReport.Entry entry) {
    JsonObject json = Json.tree(entry.feature()).getAsJsonObject();
    json.add("snippets", array(entry.snippets(), DemoJson::snippet));
    return json;
  }

  private static JsonObject snippet(FeatureReport.Snippet snippet) {
    JsonObject json = new JsonObject();
    json.addProperty("value", snippet.value());
    json.addProperty("before", snippet.before());
    json.addProperty("token", snippet.token());
    return json;
  }

  private static JsonObject cell(Cell cell) {
    JsonObject json = new JsonObject();
    if (cell.hasSite()) {
      json.addProperty("block", cell.getSite().getBlock());
    }
    json.addProperty("strength", cell.getStrength());
    json.addProperty("score", cell.getScore());
    json.addProperty("scoreLow", cell.getScoreLow());
    json.addProperty("scoreHigh", cell.getScoreHigh());
    json.addProperty("standardError", cell.getStandardError());
    json.addProperty("items", cell.getItemCount());
    json.addProperty("perplexity", cell.getPerplexity());
    json.addProperty("perplexityRatio", cell.getPerplexityRatio());
    json.addProperty("largestDose", cell.getLargestDose());
    return json;
  }

  private static JsonObject sideBySide(DemoResult.SideBySide asked) {
    JsonObject json = new JsonObject();
    json.addProperty("behaviour", asked.behaviour());
    json.addProperty("question", asked.question());
    json.add("texts", array(asked.texts(), DemoJson::continuation));
    return json;
  }

  private static JsonObject continuation(DemoResult.Continuation continuation) {
    JsonObject json = new JsonObject();
    json.addProperty("strength", continuation.strength());
    json.addProperty("text", continuation.text());
    json.add("receipt", Json.tree(continuation.receipt()));
    return json;
  }
}
