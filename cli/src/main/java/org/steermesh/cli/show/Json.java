package org.steermesh.cli.show;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import org.jspecify.annotations.Nullable;

/** What a command prints for programs. */
public final class Json {

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private Json() {}

  /** The JSON form of {@code message}, fields at their default included. */
  public static String of(MessageOrBuilder message) {
    try {
      return JsonFormat.printer().alwaysPrintFieldsWithNoPresence().print(message);
    } catch (InvalidProtocolBufferException e) {
      // Only an Any of an unknown type cannot be printed, and no message shown here holds one.
      throw new IllegalStateException(e);
    }
  }

  /** {@link #of(MessageOrBuilder)} as a part of something larger. */
  public static JsonElement tree(MessageOrBuilder message) {
    return JsonParser.parseString(of(message));
  }

  /** An object, over several lines. */
  public static String of(JsonObject object) {
    return GSON.toJson(object);
  }

  /** An object of one field. */
  public static String of(String name, @Nullable String value) {
    JsonObject object = new JsonObject();
    object.addProperty(name, value);
    return of(object);
  }
}
