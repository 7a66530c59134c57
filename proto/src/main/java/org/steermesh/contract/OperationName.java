package org.steermesh.contract;

/**
 * {@code operations/{operation}}.
 *
 * @param id matches {@link ResourceId#FORM}
 */
public record OperationName(String id) {

  private static final String PREFIX = "operations/";

  /** Refuses a malformed id. */
  public OperationName {
    ResourceId.check("operation_id", id);
  }

  /** Takes a name apart, or refuses it under the name of the request's field. */
  public static OperationName parse(String field, String name) {
    return new OperationName(ResourceId.afterPrefix(field, name, PREFIX, "operations/{operation}"));
  }

  @Override
  public String toString() {
    return PREFIX + id;
  }
}
