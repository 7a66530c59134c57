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
}
