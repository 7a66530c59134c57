package org.steermesh.cli.study;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import org.steermesh.cli.show.Json;
import org.steermesh.cli.stage.Stage;

/** A study for a program: every number, seed by seed. */
public final class StudyJson {

  private StudyJson() {}

  /** One object; what is not known is null. */
  public static String of(StudyResult result) {
    JsonObject json = new JsonObject();
    JsonArray ways = new JsonArray();
    result.ways().forEach(way -> ways.add(way(way, result.effect(way))));
    json.add("ways", ways);
    JsonArray stages = new JsonArray();
    result.stages().forEach(stage -> stages.add(stage(stage)));
    json.add("stages", stages);
    return Json.of(json);
  }

  private static JsonObject way(Way way, PairedEffect effect) {
    JsonObject json = new JsonObject();
    json.addProperty("name", way.name());
    add(json, "accuracy", way.accuracy());
    add(json, "effect", effect.mean());
    add(json, "low", effect.low());
    add(json, "high", effect.high());
    json.addProperty("answers", way.answers());
    add(json, "seconds", way.seconds());
    JsonArray seeds = new JsonArray();
    way.scores().forEach(score -> seeds.add(score(score)));
    json.add("seeds", seeds);
    JsonArray gaps = new JsonArray();
    way.gaps().forEach(gap -> gaps.add(gap(gap)));
    json.add("gaps", gaps);
    return json;
  }

  private static void add(JsonObject json, String name, double value) {
    json.add(name, Double.isNaN(value) ? JsonNull.INSTANCE : new JsonPrimitive(value));
  }

  private static JsonObject score(SeedScore score) {
    JsonObject json = new JsonObject();
    json.addProperty("seed", score.seed());
    json.addProperty("right", score.right());
    json.addProperty("items", score.items());
    json.addProperty("accuracy", score.accuracy());
    if (!score.site().isEmpty()) {
      json.addProperty("site", score.site());
      json.addProperty("strength", score.strength());
    }
    return json;
  }

  private static JsonObject gap(Way.Gap gap) {
    JsonObject json = new JsonObject();
    json.addProperty("seed", gap.seed());
    json.addProperty("reason", gap.reason());
    return json;
  }

  private static JsonObject stage(Stage stage) {
    JsonObject json = new JsonObject();
    json.addProperty("name", stage.name());
    json.addProperty("seconds", stage.seconds());
    return json;
  }
}
