package org.steermesh.cli.sae;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.steermesh.cli.show.Json;
import org.steermesh.cli.show.Table;
import org.steermesh.engine.sae.SaeDescription;
import org.steermesh.engine.sae.SaeKind;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Target;

/** Autoencoders for readers and for programs. */
public final class SaeTables {

  private static final double MEGABYTE = 1e6;
  private static final String UNKNOWN = "-";

  private SaeTables() {}

  /** A line each. */
  public static List<String> list(List<SaeFiles.Found> all) {
    Table table =
        new Table()
            .words("PLACE")
            .words("KIND")
            .numbers("WIDTH")
            .numbers("FEATURES")
            .words("SITE")
            .numbers("L0")
            .words("MODEL")
            .numbers("MB");
    for (SaeFiles.Found each : all) {
      SaeDescription is = each.description();
      table.row(
          each.place().toString(),
          kind(is),
          Integer.toString(is.width()),
          Integer.toString(is.features()),
          is.site().map(SaeTables::site).orElse(UNKNOWN),
          active(is.averageActive()),
          is.modelName().isEmpty() ? UNKNOWN : is.modelName(),
          megabytes(each.bytes()));
    }
    return table.lines();
  }

  /** All that is known of one. */
  public static List<String> show(SaeFiles.Found one, String digest) {
    SaeDescription is = one.description();
    return new Table()
        .words("FIELD")
        .words("VALUE")
        .row("place", one.place().toString())
        .row("kind", kind(is))
        .row("width", Integer.toString(is.width()))
        .row("features", Integer.toString(is.features()))
        .row("subtracts b_dec", is.subtractsDecoderBias() ? "yes" : "no")
        .row("site", is.site().map(SaeTables::site).orElse(UNKNOWN))
        .row("active features (L0)", active(is.averageActive()))
        .row("model", is.modelName().isEmpty() ? UNKNOWN : is.modelName())
        .row("model's weights", is.modelDigest().isEmpty() ? UNKNOWN : is.modelDigest())
        .row("size", megabytes(one.bytes()) + " MB")
        .row("digest", digest)
        .lines();
  }

  /** The same list for a program, with what was refused. */
  public static String json(SaeFiles files) {
    JsonArray all = new JsonArray();
    files.found().forEach(each -> all.add(object(each)));
    JsonArray refused = new JsonArray();
    files
        .refused()
        .forEach((place, reason) -> {
          JsonObject entry = new JsonObject();
          entry.addProperty("place", place.toString());
          entry.addProperty("reason", reason);
          refused.add(entry);
        });
    JsonObject json = new JsonObject();
    json.add("autoencoders", all);
    json.add("refused", refused);
    return Json.of(json);
  }

  /** One for a program. */
  public static String json(SaeFiles.Found one, String digest) {
    JsonObject json = object(one);
    json.addProperty("digest", digest);
    return Json.of(json);
  }

  private static JsonObject object(SaeFiles.Found one) {
    SaeDescription is = one.description();
    JsonObject json = new JsonObject();
    json.addProperty("place", one.place().toString());
    json.addProperty("kind", label(is.kind()));
    json.addProperty("width", is.width());
    json.addProperty("features", is.features());
    json.add("k", is.kind() == SaeKind.TOP_K ? new JsonPrimitive(is.k()) : JsonNull.INSTANCE);
    json.addProperty("subtractsDecoderBias", is.subtractsDecoderBias());
    json.addProperty("site", is.site().map(SaeTables::site).orElse(null));
    json.add(
        "averageActive",
        is.averageActive().isPresent()
            ? new JsonPrimitive(is.averageActive().getAsDouble())
            : JsonNull.INSTANCE);
    json.addProperty("model", is.modelName());
    json.addProperty("modelDigest", is.modelDigest());
    json.addProperty("bytes", one.bytes());
    return json;
  }

  private static String kind(SaeDescription is) {
    return is.kind() == SaeKind.TOP_K ? "topk, k " + is.k() : label(is.kind());
  }

  private static String label(SaeKind kind) {
    return switch (kind) {
      case RELU -> "relu";
      case JUMP_RELU -> "jumprelu";
      case TOP_K -> "topk";
    };
  }

  /** As every command takes it: the residual target is left out. */
  private static String site(Site site) {
    return site.target() == Target.RESIDUAL
        ? Integer.toString(site.block())
        : site.block() + "/" + site.target().name().toLowerCase(Locale.ROOT);
  }

  private static String active(OptionalDouble average) {
    return average.isPresent()
        ? String.format(Locale.ROOT, "%.1f", average.getAsDouble())
        : UNKNOWN;
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / MEGABYTE);
  }
}
