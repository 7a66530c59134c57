package org.steermesh.engine.sae.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.steermesh.engine.checkpoint.SafetensorsWriter.NamedTensor;
import org.steermesh.engine.torch.NativeScope;
import org.steermesh.engine.torch.NativeValue;
import org.steermesh.engine.torch.ScriptSource;
import org.steermesh.engine.torch.TorchProgram;

/** The native program of an autoencoder, and what it takes. */
final class AutoencoderProgram {

  private AutoencoderProgram() {}

  /** For training. */
  static TorchProgram load(SaeShape shape, SaeTrainingOptions options, int threads) {
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("top_k", shape.kind() == TrainedKind.TOPK);
    attributes.put("active", (long) shape.active());
    attributes.put("subtract", shape.subtractsBias());
    attributes.put("bandwidth", options.bandwidth());
    attributes.put("dead_after", (long) options.deadAfter());
    attributes.put("auxiliary", options.auxiliary());
    attributes.put("auxiliary_active", (long) Math.max(1, shape.width() / 2));
    return TorchProgram.load(
        List.of(new ScriptSource(AutoencoderProgram.class, "autoencoder")), attributes, threads);
  }

  /** The parameters as the program takes them; shares no memory with the weights. */
  static NativeValue parameters(AutoencoderWeights weights) {
    return list(weights.tensors());
  }

  static NativeValue list(List<NamedTensor> tensors) {
    try (NativeScope scope = new NativeScope()) {
      List<NativeValue> values = new ArrayList<>();
      for (NamedTensor tensor : tensors) {
        long[] dimensions = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
        values.add(scope.add(NativeValue.floats(tensor.values(), dimensions)));
      }
      return NativeValue.tensorList(values);
    }
  }

  static List<float[]> values(NativeValue list) {
    try (NativeScope scope = new NativeScope()) {
      return scope.addAll(list.toList()).stream().map(NativeValue::toFloats).toList();
    }
  }
}
