package org.steermesh.vector.domain;

/**
 * One item of a data set: a question and the two answers that do and do not show the behaviour.
 *
 * @param question the question as it was uploaded, its listed options included
 * @param matchingAnswer the positive completion, for example {@code (A)}
 * @param notMatchingAnswer the negative completion, for example {@code (B)}
 */
public record ContrastivePair(String question, String matchingAnswer, String notMatchingAnswer) {}
