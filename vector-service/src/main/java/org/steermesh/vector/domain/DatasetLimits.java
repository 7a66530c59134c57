package org.steermesh.vector.domain;

/**
 * Bounds of one data set.
 *
 * @param bytes most bytes of an uploaded file
 * @param items most items of a data set
 * @param questionCharacters most UTF-16 characters of one question
 */
public record DatasetLimits(int bytes, int items, int questionCharacters) {}
