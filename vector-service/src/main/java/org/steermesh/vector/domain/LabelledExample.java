package org.steermesh.vector.domain;

/**
 * A sequence whose activations join the statistics of a class.
 *
 * @param id for errors
 * @param kind the class
 * @param prompt what the model is shown
 * @param completion what follows it, may be empty
 */
public record LabelledExample(String id, ExampleClass kind, String prompt, String completion) {}
