package org.steermesh.contract;

/**
 * {@code vectors/{vector}}; as a reference, its newest version.
 *
 * @param id matches {@link ResourceId#FORM}
 */
public record VectorName(String id) implements VersionReference {

  static final String PREFIX = "vectors/";

  /** Refuses a malformed id. */
  public VectorName {
    ResourceId.check("vector_id", id);
  }

  /** Takes a name apart, or refuses it under the name of the request's field. */
  public static VectorName parse(String field, String name) {
    return new VectorName(ResourceId.afterPrefix(field, name, PREFIX, "vectors/{vector}"));
  }

  @Override
  public VectorName vector() {
    return this;
  }

  @Override
  public String toString() {
    return PREFIX + id;
  }
}
