package org.steermesh.contract;

import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * An opaque page token: where the page begins, bound to the arguments it was given for.
 *
 * @param arguments hash of method and arguments, 16 hexadecimal digits
 * @param key the last key of the page before, not empty
 */
record PageToken(String arguments, String key) {

  private static final String VERSION = "1";
  private static final int HASH_DIGITS = 16;

  /** Hashes a request whose page fields are cleared; its type stands for the method. */
  static String hash(Message request) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(request.getDescriptorForType().getFullName().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      byte[] hash = digest.digest(request.toByteArray());
      return HexFormat.of().formatHex(hash, 0, HASH_DIGITS / 2);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  /** Reads a token that came with a request. */
  static PageToken parse(String token) {
    String text;
    try {
      text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw invalid();
    }
    if (!text.startsWith(VERSION) || text.length() <= VERSION.length() + HASH_DIGITS) {
      throw invalid();
    }
    int border = VERSION.length() + HASH_DIGITS;
    return new PageToken(text.substring(VERSION.length(), border), text.substring(border));
  }

  /** The key, if the token was given for these arguments. */
  String keyFor(String expectedArguments) {
    if (!arguments.equals(expectedArguments)) {
      throw invalid();
    }
    return key;
  }

  @Override
  public String toString() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((VERSION + arguments + key).getBytes(StandardCharsets.UTF_8));
  }

  private static SteermeshException invalid() {
    String allowed =
        "is not a next_page_token of this method with the same other fields; empty asks for the"
            + " first page";
    return new SteermeshException(ErrorReason.PAGE_TOKEN_INVALID, "page_token " + allowed)
        .withViolations(List.of(new FieldViolation("page_token", allowed)));
  }
}
