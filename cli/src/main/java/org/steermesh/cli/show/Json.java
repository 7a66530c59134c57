package org.steermesh.cli.show;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;

/** Messages of the contracts in their JSON form. */
public final class Json {

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
}
