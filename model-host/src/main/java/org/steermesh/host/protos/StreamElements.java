package org.steermesh.host.protos;

import java.util.function.Supplier;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** What request streams have in common: a header, then elements that the caller gave ids. */
public final class StreamElements {

  private static final int MOST_ID_CHARACTERS = 256;

  private StreamElements() {}

  /** The refusal of a stream whose first message is not its header. */
  public static SteermeshException headerMissing() {
    return new SteermeshException(
        ErrorReason.STREAM_OUT_OF_ORDER, "the first message must be the header");
  }

  /**
   * The refusal of a later message that is not an element.
   *
   * @param kind what is expected: {@code example}, {@code item}
   * @param isHeader whether it is a second header rather than nothing
   */
  public static SteermeshException notAnElement(String kind, boolean isHeader) {
    return isHeader
        ? new SteermeshException(
            ErrorReason.STREAM_OUT_OF_ORDER,
            "a second header; after the first message, each must be an " + kind)
        : SteermeshException.ofField("message", "is required: " + kind + " must be set");
  }

  /**
   * Translates an element, naming it in what is refused.
   *
   * @param kind what it is; {@code {kind}_id} in the metadata
   * @param id the caller's own, at most 256 characters
   */
  public static <T> T translate(String kind, String id, Supplier<T> translation) {
    if (id.length() > MOST_ID_CHARACTERS) {
      throw SteermeshException.ofField(
          kind + ".id",
          "has %d characters; at most %d are allowed".formatted(id.length(), MOST_ID_CHARACTERS));
    }
    try {
      return translation.get();
    } catch (SteermeshException e) {
      throw e.with(kind + "_id", id);
    }
  }
}
