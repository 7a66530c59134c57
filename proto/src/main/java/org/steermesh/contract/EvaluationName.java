package org.steermesh.contract;

/**
 * {@code evaluations/{evaluation}}.
 *
 * @param id matches {@link ResourceId#FORM}
 */
public record EvaluationName(String id) {

  private static final String PREFIX = "evaluations/";

  /** Refuses a malformed id. */
  public EvaluationName {
    ResourceId.check("evaluation_id", id);
  }

  /** Takes a name apart, or refuses it under the name of the request's field. */
  public static EvaluationName parse(String field, String name) {
    return new EvaluationName(
        ResourceId.afterPrefix(field, name, PREFIX, "evaluations/{evaluation}"));
  }

  @Override
  public String toString() {
    return PREFIX + id;
  }
}
