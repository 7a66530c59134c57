package org.steermesh.contract;

/**
 * {@code datasets/{dataset}}.
 *
 * @param id matches {@link ResourceId#FORM}
 */
public record DatasetName(String id) {

  private static final String PREFIX = "datasets/";

  /** Refuses a malformed id. */
  public DatasetName {
    ResourceId.check("dataset_id", id);
  }

  /** Takes a name apart, or refuses it under the name of the request's field. */
  public static DatasetName parse(String field, String name) {
    return new DatasetName(ResourceId.afterPrefix(field, name, PREFIX, "datasets/{dataset}"));
  }

  @Override
  public String toString() {
    return PREFIX + id;
  }
}
