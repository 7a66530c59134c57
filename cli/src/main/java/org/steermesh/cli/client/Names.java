package org.steermesh.cli.client;

import org.steermesh.contract.VersionReference;

/** Short names, as a person types them, for the resources of the contracts. */
public final class Names {

  private Names() {}

  /** {@code humour} for {@code datasets/humour}. */
  public static String dataset(String text) {
    return withPrefix("datasets/", text);
  }

  /** {@code sweep-1} for {@code evaluations/sweep-1}. */
  public static String evaluation(String text) {
    return withPrefix("evaluations/", text);
  }

  /** {@code layer-12} for {@code saes/layer-12}. */
  public static String sae(String text) {
    return withPrefix("saes/", text);
  }

  /**
   * {@code cheerful} for {@code vectors/cheerful}, {@code cheerful@live} for the version of an
   * alias, {@code cheerful@1a2b3c4d} for {@code vectors/cheerful/versions/1a2b3c4d}.
   *
   * <p>What looks like a digest, eight hexadecimal digits or more, is one.
   */
  public static String vector(String text) {
    return VersionReference.named(text);
  }

  /** {@code humour} for {@code datasets/humour} too; anything else stays as it is. */
  public static String datasetId(String text) {
    return withoutPrefix("datasets/", text);
  }

  /** {@code cheerful} for {@code vectors/cheerful} too; anything else stays as it is. */
  public static String vectorId(String text) {
    return withoutPrefix("vectors/", text);
  }

  /** {@code sweep-1} for {@code evaluations/sweep-1} too; anything else stays as it is. */
  public static String evaluationId(String text) {
    return withoutPrefix("evaluations/", text);
  }

  /** The last part of a resource name. */
  public static String id(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /** {@code cheerful@1a2b3c4d5e6f} for a version's full name. */
  public static String shortVersion(String name) {
    String[] parts = name.split("/", -1);
    if (parts.length != 4) {
      return id(name);
    }
    return parts[1] + "@" + parts[3].substring(0, Math.min(12, parts[3].length()));
  }

  private static String withoutPrefix(String prefix, String text) {
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private static String withPrefix(String prefix, String text) {
    return text.startsWith(prefix) ? text : prefix + text;
  }
}
