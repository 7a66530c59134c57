package org.steermesh.contract;

/** Any of the three ways to name a version of a vector. */
public sealed interface VersionReference permits VectorName, VersionName, AliasName {

  /** The vector that the version belongs to. */
  VectorName vector();

  /** Takes a reference apart, or refuses it under the name of the request's field. */
  static VersionReference parse(String field, String name) {
    if (name.contains("/versions/")) {
      return VersionName.parse(field, name);
    }
    if (name.contains("@")) {
      return AliasName.parse(field, name);
    }
    return VectorName.parse(field, name);
  }

  /**
   * The name that a person means: {@code vectors/cheerful} by {@code cheerful}, the version of an
   * alias by {@code cheerful@live}, {@code vectors/cheerful/versions/1a2b3c4d} by {@code
   * cheerful@1a2b3c4d}; a whole name by itself.
   *
   * <p>What looks like a digest, eight hexadecimal digits or more, is one.
   */
  static String named(String text) {
    String whole = text.startsWith(VectorName.PREFIX) ? text : VectorName.PREFIX + text;
    return whole.replaceFirst("@(?=[0-9a-f]{8,64}$)", "/versions/");
  }
}
