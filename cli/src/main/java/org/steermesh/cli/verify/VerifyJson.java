package org.steermesh.cli.verify;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import org.steermesh.engine.verify.RunResult;

/** Reports as one JSON object; a deviation that is not finite is null. */
public final class VerifyJson {

  private VerifyJson() {}

  /** The JSON of all reports. */
  public static String of(List<CaseReport> reports) {
    JsonObject json = new JsonObject();
    json.addProperty("agrees", reports.stream().allMatch(CaseReport::agrees));
    JsonArray cases = new JsonArray();
    reports.forEach(report -> cases.add(of(report)));
    json.add("cases", cases);
    return new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(json);
  }

  private static JsonObject of(CaseReport report) {
    JsonObject json = new JsonObject();
    json.addProperty("name", report.subject().name());
    json.addProperty("architecture", report.subject().architecture());
    json.addProperty("storageDtype", report.subject().storageDtype());
    json.addProperty("dtype", report.subject().placement().format().label());
    json.addProperty("device", report.subject().placement().device().label());
    json.add(
        "tolerance",
        report.tolerance().isPresent()
            ? new JsonPrimitive(report.tolerance().getAsDouble())
            : JsonNull.INSTANCE);
    json.addProperty("agrees", report.agrees());
    JsonArray runs = new JsonArray();
    report.runs().forEach(run -> runs.add(of(report, run)));
    json.add("runs", runs);
    JsonArray autoencoders = new JsonArray();
    report.autoencoders().forEach(checked -> autoencoders.add(autoencoder(report, checked)));
    json.add("autoencoders", autoencoders);
    JsonObject skipped = new JsonObject();
    report.skipped().forEach(skipped::addProperty);
    json.add("skipped", skipped);
    return json;
  }

  private static JsonObject of(CaseReport report, RunResult run) {
    JsonObject json = new JsonObject();
    json.addProperty("name", run.run());
    json.addProperty("agrees", report.agrees(run));
    json.addProperty("tokensRight", run.tokensRight());
    json.addProperty("tokens", run.tokens());
    json.add("deviations", deviations(run));
    return json;
  }

  private static JsonObject autoencoder(CaseReport report, RunResult checked) {
    JsonObject json = new JsonObject();
    json.addProperty("name", checked.run());
    json.addProperty("agrees", report.agrees(checked));
    json.add("deviations", deviations(checked));
    return json;
  }

  private static JsonObject deviations(RunResult run) {
    JsonObject deviations = new JsonObject();
    run.deviations()
        .forEach((kind, deviation) ->
            deviations.add(
                kind,
                Double.isFinite(deviation) ? new JsonPrimitive(deviation) : JsonNull.INSTANCE));
    return deviations;
  }
}
