package org.steermesh.contract;

/**
 * One bad field of a request.
 *
 * @param field its path in the request, for example {@code interventions[0].strength}
 * @param description what was wrong and what is allowed
 */
public record FieldViolation(String field, String description) {}
