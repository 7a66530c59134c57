package org.steermesh.cli.sft;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.steermesh.cli.show.Json;
import org.steermesh.cli.show.Table;
import org.steermesh.engine.training.lora.Measured;
import org.steermesh.engine.training.lora.Measurement;
import org.steermesh.engine.training.lora.TrainedAdapter;

/** What came of a training. */
public final class SftReport {

  private SftReport() {}

  /** For a reader. */
  public static List<String> lines(TrainedAdapter trained, Path folder, Duration time) {
    Table table =
        new Table()
            .words("ITEMS OF")
            .numbers("COUNT")
            .numbers("ACCURACY BEFORE")
            .numbers("AFTER")
            .numbers("LOSS BEFORE")
            .numbers("AFTER");
    boolean measured = false;
    for (Measurement.Part part : Measurement.Part.values()) {
      Optional<Measured> before = trained.before(part);
      Optional<Measured> after = trained.after(part);
      if (before.isPresent() && after.isPresent()) {
        measured = true;
        table.row(
            part.label(),
            Integer.toString(after.get().items()),
            number(before.get().accuracy()),
            number(after.get().accuracy()),
            number(before.get().loss()),
            number(after.get().loss()));
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "trained %,d weights in %d steps, %.1f s of this run",
            trained.parameters(),
            trained.steps(),
            time.toMillis() / 1000.0));
    lines.addAll(measured ? table.lines() : List.of("nothing was held out to measure on"));
    lines.add("written to " + folder + "; serve it with: ./steer up --adapter " + folder);
    return lines;
  }

  /** For a program. */
  public static String json(TrainedAdapter trained, Path folder, Duration time) {
    JsonObject json = new JsonObject();
    json.addProperty("folder", folder.toString());
    json.addProperty("parameters", trained.parameters());
    json.addProperty("steps", trained.steps());
    json.addProperty("seconds", time.toMillis() / 1000.0);
    JsonArray measurements = new JsonArray();
    for (Measurement each : trained.measurements()) {
      JsonObject one = new JsonObject();
      one.addProperty("step", each.step());
      one.addProperty("part", each.part().label());
      one.addProperty("items", each.result().items());
      one.addProperty("correct", each.result().correct());
      one.addProperty("accuracy", each.result().accuracy());
      one.addProperty("loss", each.result().loss());
      measurements.add(one);
    }
    json.add("measurements", measurements);
    return Json.of(json);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
