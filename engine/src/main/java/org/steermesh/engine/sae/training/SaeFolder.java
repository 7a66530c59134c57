package org.steermesh.engine.sae.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.steermesh.engine.ModelDescription;
import org.steermesh.engine.checkpoint.SafetensorsWriter;
import org.steermesh.engine.checkpoint.SafetensorsWriter.NamedTensor;
import org.steermesh.engine.checkpoint.SafetensorsWriter.StreamedTensor;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.training.JsonFile;
import org.steermesh.engine.training.TrainingException;

/** Writes an autoencoder in the layout of SAELens 6. */
final class SaeFolder {

  static final String CONFIG = "cfg.json";
  static final String WEIGHTS = "sae_weights.safetensors";

  private static final ObjectMapper JSON = new ObjectMapper();

  private SaeFolder() {}

  /**
   * The name that TransformerLens, and with it SAELens, gives to a site.
   *
   * @throws TrainingException where it has none
   */
  static String hookName(Site site) {
    String hook =
        switch (site.target()) {
          case RESIDUAL -> "hook_resid_post";
          case ATTENTION -> "hook_attn_out";
          case MLP -> "hook_mlp_out";
          case MLP_INPUT ->
              throw new TrainingException(
                  "the layout of SAELens has no name for MLP_INPUT; allowed are RESIDUAL, ATTENTION"
                      + " and MLP");
        };
    return "blocks." + site.block() + "." + hook;
  }

  /** Writes the weights, then the configuration: a folder with a configuration is complete. */
  static void write(
      Path folder, SaeSource source, AutoencoderWeights weights, boolean half, SaeQuality quality)
      throws IOException {
    List<StreamedTensor> tensors =
        weights.tensors().stream().map(tensor -> streamed(tensor, half)).toList();
    SafetensorsWriter.writeStreamed(folder.resolve(WEIGHTS), tensors);
    JsonFile.replace(folder.resolve(CONFIG), config(source, weights.shape(), half, quality));
  }

  private static ObjectNode config(
      SaeSource source, SaeShape shape, boolean half, SaeQuality quality) {
    ObjectNode config = JSON.createObjectNode();
    config.put("architecture", shape.kind().label());
    config.put("d_in", shape.width());
    config.put("d_sae", shape.features());
    if (shape.kind() == TrainedKind.TOPK) {
      config.put("k", shape.active());
      config.put("rescale_acts_by_decoder_norm", false);
    }
    config.put("dtype", half ? "float16" : "float32");
    config.put("device", "cpu");
    config.put("apply_b_dec_to_input", shape.subtractsBias());
    config.put("normalize_activations", "none");
    config.put("reshape_activations", "none");
    ModelDescription model = source.model().description();
    ObjectNode metadata = config.putObject("metadata");
    metadata.put("model_name", model.name());
    metadata.put("hook_name", hookName(source.site()));
    metadata.put("context_size", source.context());
    metadata.put("prepend_bos", source.model().tokenizer().bosId().isPresent());
    metadata.put("model_digest", model.weightsDigest());
    metadata.put("average_active", quality.averageActive());
    metadata.put("explained_variance", quality.explainedVariance());
    if (Double.isFinite(quality.lossRecovered())) {
      metadata.put("loss_recovered", quality.lossRecovered());
    }
    return config;
  }

  private static StreamedTensor streamed(NamedTensor tensor, boolean half) {
    return new StreamedTensor(
        tensor.name(),
        half ? "F16" : "F32",
        tensor.shape(),
        (bytes, out) -> write(tensor.values(), half, out));
  }

  private static void write(float[] values, boolean half, OutputStream out) throws IOException {
    int piece = 1 << 16;
    ByteBuffer buffer = ByteBuffer.allocate(piece * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += piece) {
      buffer.clear();
      for (int i = from; i < Math.min(values.length, from + piece); i++) {
        if (half) {
          buffer.putShort(Float.floatToFloat16(values[i]));
        } else {
          buffer.putFloat(values[i]);
        }
      }
      out.write(buffer.array(), 0, buffer.position());
    }
  }
}
