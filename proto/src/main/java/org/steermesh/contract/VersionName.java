package org.steermesh.contract;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code vectors/{vector}/versions/{digest}}.
 *
 * @param vector whose version
 * @param digest SHA-256 in lower-case hexadecimal: all 64 digits, or at least the first 8
 */
public record VersionName(VectorName vector, String digest) implements VersionReference {

  private static final int FULL = 64;
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{8,64}");
  private static final Pattern NAME = Pattern.compile("vectors/([^/@]+)/versions/([^/]+)");

  /** Refuses a malformed digest. */
  public VersionName {
    if (!DIGEST.matcher(digest).matches()) {
      throw ResourceId.refuse("version", digest, "must be 8 to 64 digits of 0-9a-f");
    }
  }

  /** Takes a name apart, or refuses it under the name of the request's field. */
  public static VersionName parse(String field, String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()
        || !ResourceId.isId(matcher.group(1))
        || !DIGEST.matcher(matcher.group(2)).matches()) {
      throw ResourceId.refuse(
          field,
          name,
          "must be vectors/{vector}/versions/{digest}, the id "
              + ResourceId.IN_WORDS
              + " and the digest 8 to 64 digits of 0-9a-f");
    }
    return new VersionName(new VectorName(matcher.group(1)), matcher.group(2));
  }

  /** Whether the digest is only its first digits. */
  public boolean isAbbreviated() {
    return digest.length() < FULL;
  }

  @Override
  public String toString() {
    return vector + "/versions/" + digest;
  }
}
