package org.steermesh.activation.domain;

/**
 * One sequence with its class.
 *
 * @param className the class whose statistics it joins
 * @param example the sequence
 */
public record LabelledExample(String className, Example example) {}
