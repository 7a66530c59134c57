package org.steermesh.vector.domain;

/**
 * One thing that is wrong with an uploaded data set.
 *
 * @param field where in the data, for example {@code items[316].answer_matching_behavior}; {@code
 *     content} when it is the file as a whole
 * @param description what is wrong and what is allowed, beginning with the line of the file
 */
public record DatasetViolation(String field, String description) {}
