package org.steermesh.contract;

/**
 * {@code models/{model}}.
 *
 * @param id matches {@link ResourceId#FORM}
 */
public record ModelName(String id) {

  private static final String PREFIX = "models/";

  /** Refuses a malformed id. */
  public ModelName {
    ResourceId.check("model_id", id);
  }

  /** Takes a name apart, or refuses it under the name of the request's field. */
  public static ModelName parse(String field, String name) {
    return new ModelName(ResourceId.afterPrefix(field, name, PREFIX, "models/{model}"));
  }

  @Override
  public String toString() {
    return PREFIX + id;
  }
}
