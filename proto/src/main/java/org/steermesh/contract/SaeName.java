package org.steermesh.contract;

/**
 * {@code saes/{sae}}.
 *
 * @param id matches {@link ResourceId#FORM}
 */
public record SaeName(String id) {

  private static final String PREFIX = "saes/";

  /** Refuses a malformed id. */
  public SaeName {
    ResourceId.check("sae_id", id);
  }

  /** Takes a name apart, or refuses it under the name of the request's field. */
  public static SaeName parse(String field, String name) {
    return new SaeName(ResourceId.afterPrefix(field, name, PREFIX, "saes/{sae}"));
  }

  @Override
  public String toString() {
    return PREFIX + id;
  }
}
