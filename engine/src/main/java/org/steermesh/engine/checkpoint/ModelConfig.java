package org.steermesh.engine.checkpoint;

/**
 * The shape of a decoder, from config.json.
 *
 * @param family what the architecture is
 * @param blocks number of decoder blocks
 * @param width d_model
 * @param mlpWidth width of the gated MLP
 * @param heads query heads
 * @param keyHeads key and value heads; divides heads
 * @param headWidth floats per head
 * @param vocabulary number of token ids
 * @param context most tokens of one sequence
 * @param normEps added to the mean square
 * @param tiedHead whether the output head is the embedding
 * @param mlpBias whether the three MLP projections have a bias
 * @param attention how blocks attend
 * @param logitSoftcap smooth bound of the logits, cap * tanh(logit / cap); 0 for none
 */
public record ModelConfig(
    Family family,
    int blocks,
    int width,
    int mlpWidth,
    int heads,
    int keyHeads,
    int headWidth,
    int vocabulary,
    int context,
    double normEps,
    boolean tiedHead,
    boolean mlpBias,
    Attention attention,
    double logitSoftcap) {}
