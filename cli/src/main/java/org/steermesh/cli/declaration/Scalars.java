package org.steermesh.cli.declaration;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.steermesh.cli.client.GateSpec;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.client.PositionText;
import org.steermesh.contract.protos.Sites;
import org.steermesh.type.v1.Gate;
import org.steermesh.type.v1.Positions;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.VectorRef;

/** Single values of a declaration, by the type of their field. */
final class Scalars {

  /** How messages are written as one text, by the full name of their type. */
  private static final Map<String, Function<String, Message>> SHORT =
      Map.of(
          Site.getDescriptor().getFullName(), Sites::parse,
          Positions.getDescriptor().getFullName(), PositionText::parse,
          VectorRef.getDescriptor().getFullName(), Scalars::vector,
          Gate.getDescriptor().getFullName(), text -> GateSpec.parse(text).toProto());

  private Scalars() {}

  /**
   * Reads {@code text} as the type of {@code field}.
   *
   * @throws IllegalArgumentException saying what is allowed
   */
  static Object value(FieldDescriptor field, String text) {
    try {
      return switch (field.getJavaType()) {
        case INT -> Integer.parseInt(text.strip());
        case LONG -> Long.parseLong(text.strip());
        case FLOAT -> Float.parseFloat(text.strip());
        case DOUBLE -> Double.parseDouble(text.strip());
        case BOOLEAN -> truth(text);
        case STRING -> name(field, text);
        case ENUM -> choice(field.getEnumType(), text);
        case MESSAGE ->
            shorthand(field)
                .map(form -> form.apply(text))
                .orElseThrow(
                    () -> new IllegalArgumentException("fields are needed here, not text"));
        case BYTE_STRING ->
            throw new IllegalArgumentException("bytes cannot be written in a declaration");
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no " + (isWhole(field) ? "whole number" : "number"), e);
    }
  }

  /** Whether a field of this type may be written as one text although it is a message. */
  static Optional<Function<String, Message>> shorthand(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        ? Optional.ofNullable(SHORT.get(field.getMessageType().getFullName()))
        : Optional.empty();
  }

  private static VectorRef vector(String text) {
    return VectorRef.newBuilder().setName(Names.vector(text)).build();
  }

  private static boolean isWhole(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.INT
        || field.getJavaType() == FieldDescriptor.JavaType.LONG;
  }

  private static boolean truth(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
    };
  }

  /** Short names of resources work here as they do on the command line. */
  private static String name(FieldDescriptor field, String text) {
    if (text.isEmpty()) {
      return text;
    }
    return switch (field.getName()) {
      case "vector" -> Names.vector(text);
      case "dataset" -> Names.dataset(text);
      default -> text;
    };
  }

  /** A value by its name, or by what is left of it without the type's prefix. */
  private static EnumValueDescriptor choice(EnumDescriptor type, String text) {
    String prefix = prefix(type);
    String wanted = text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
    for (EnumValueDescriptor value : type.getValues()) {
      if (value.getName().equals(wanted) || value.getName().equals(prefix + wanted)) {
        return value;
      }
    }
    List<String> allowed =
        type.getValues().stream()
            .filter(value -> value.getNumber() != 0)
            .map(value -> value.getName().substring(prefix.length()).toLowerCase(Locale.ROOT))
            .toList();
    throw new IllegalArgumentException(
        "'" + text + "' is none of " + String.join(", ", allowed) + nearest(text, allowed));
  }

  /**
   * {@code TARGET_} of {@code TARGET_UNSPECIFIED}, which every enum of the contracts begins with.
   */
  private static String prefix(EnumDescriptor type) {
    String first = type.getValues().getFirst().getName();
    return first.endsWith("UNSPECIFIED")
        ? first.substring(0, first.length() - "UNSPECIFIED".length())
        : "";
  }

  private static String nearest(String text, List<String> allowed) {
    return NearestName.to(text, allowed).map(name -> "; did you mean " + name + "?").orElse("");
  }
}
