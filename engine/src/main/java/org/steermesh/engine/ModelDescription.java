package org.steermesh.engine;

import java.util.Optional;
import org.steermesh.engine.decoder.WeightFormat;

/**
 * What a loaded model is.
 *
 * @param name the name people use: by default the checkpoint's folder name
 * @param architecture {@code model_type} of config.json, for example {@code llama}
 * @param blocks number of decoder blocks
 * @param width d_model, floats per activation
 * @param vocabulary number of token ids
 * @param context most tokens of one sequence
 * @param parameters number of weights, tied ones counted once
 * @param storageDtype dtype of the checkpoint's tensors: F32, F16, BF16
 * @param weightFormat what matrices are held as
 * @param inexactWeights weights that F16 does not hold exactly; 0 with another format
 * @param device where it runs: cpu
 * @param weightsDigest SHA-256 (hex) over names, dtypes, shapes and bytes of all tensors, and over
 *     the adapter
 * @param tokenizerDigest SHA-256 (hex) of tokenizer.json
 * @param templateDigest SHA-256 (hex) of the chat template, empty when there is none
 * @param adapter what was added to the checkpoint's weights
 */
public record ModelDescription(
    String name,
    String architecture,
    int blocks,
    int width,
    int vocabulary,
    int context,
    long parameters,
    String storageDtype,
    WeightFormat weightFormat,
    long inexactWeights,
    String device,
    String weightsDigest,
    String tokenizerDigest,
    String templateDigest,
    Optional<AdapterDescription> adapter) {}
