package org.steermesh.cli.sae;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.steermesh.cli.show.Json;
import org.steermesh.cli.show.Table;
import org.steermesh.engine.sae.training.SaeQuality;
import org.steermesh.engine.sae.training.TrainedSae;

/** What came of a training. */
public final class SaeReport {

  private static final double NANOS = 1e9;

  private SaeReport() {}

  /** For a reader. */
  public static List<String> lines(TrainedSae trained, Path folder) {
    SaeQuality quality = trained.quality();
    return new Table()
        .words("FIELD")
        .words("VALUE")
        .row("folder", folder.toString())
        .row("kind", trained.shape().kind().label())
        .row("features", Integer.toString(trained.shape().features()))
        .row("dead features", Integer.toString(trained.dead()))
        .row("active features (L0)", number("%.2f", quality.averageActive()))
        .row("explained variance", number("%.4f", quality.explainedVariance()))
        .row("loss recovered", number("%.4f", quality.lossRecovered()))
        .row("  against the mean", number("%.4f", quality.lossRecoveredFromMean()))
        .row("loss, nats per token", number("%.4f", quality.loss()))
        .row("  with the autoencoder", number("%.4f", quality.lossRebuilt()))
        .row("  with zeros", number("%.4f", quality.lossZero()))
        .row("  with the mean", number("%.4f", quality.lossMean()))
        .row("measured on", quality.tokens() + " held-out activations")
        .row(
            "trained on",
            trained.trainedTokens() + " activations, pass " + trained.passes() + " over the text")
        .row("time", number("%.1f s", trained.nanos() / NANOS))
        .row("speed", number("%.0f activations/s", trained.tokensPerSecond()))
        .lines();
  }

  /** For a program; a number that is not finite is null. */
  public static String json(TrainedSae trained, Path folder) {
    SaeQuality quality = trained.quality();
    JsonObject json = new JsonObject();
    json.addProperty("folder", folder.toString());
    json.addProperty("kind", trained.shape().kind().label());
    json.addProperty("width", trained.shape().width());
    json.addProperty("features", trained.shape().features());
    json.addProperty("deadFeatures", trained.dead());
    add(json, "averageActive", quality.averageActive());
    add(json, "explainedVariance", quality.explainedVariance());
    add(json, "lossRecovered", quality.lossRecovered());
    add(json, "lossRecoveredFromMean", quality.lossRecoveredFromMean());
    add(json, "loss", quality.loss());
    add(json, "lossRebuilt", quality.lossRebuilt());
    add(json, "lossZero", quality.lossZero());
    add(json, "lossMean", quality.lossMean());
    json.addProperty("heldOutActivations", quality.tokens());
    json.addProperty("trainedActivations", trained.trainedTokens());
    json.addProperty("passes", trained.passes());
    add(json, "seconds", trained.nanos() / NANOS);
    add(json, "activationsPerSecond", trained.tokensPerSecond());
    return Json.of(json);
  }

  private static void add(JsonObject json, String name, double value) {
    json.add(name, Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE);
  }

  private static String number(String format, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "undefined";
  }
}
