package org.steermesh.engine.training.lora;

/**
 * How well a part is answered.
 *
 * @param items number of items
 * @param correct items answered as labelled: the likeliest of the choices, or every token of free
 *     text the likeliest of all
 * @param loss cross-entropy in nats per token to learn
 */
public record Measured(int items, int correct, double loss) {

  /** Share of the items that are answered as labelled. */
  public double accuracy() {
    return (double) correct / items;
  }
}
