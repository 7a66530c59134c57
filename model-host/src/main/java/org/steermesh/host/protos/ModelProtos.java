package org.steermesh.host.protos;

import org.steermesh.contract.ModelName;
import org.steermesh.engine.ModelDescription;
import org.steermesh.type.v1.Dtype;
import org.steermesh.type.v1.Model;
import org.steermesh.type.v1.ModelAdapter;
import org.steermesh.type.v1.ModelFingerprint;
import org.steermesh.type.v1.WeightFormat;

/** {@code steermesh.type.v1.Model}. */
public final class ModelProtos {

  private ModelProtos() {}

  /** Everything but the load. */
  public static Model toProto(ModelDescription is) {
    Model.Builder model = withoutAdapter(is);
    is.adapter()
        .ifPresent(adapter ->
            model.setAdapter(
                ModelAdapter.newBuilder()
                    .setName(adapter.name())
                    .setDigest(adapter.digest())
                    .setModuleCount(adapter.modules())
                    .setParameterCount(adapter.parameters())));
    return model.build();
  }

  private static Model.Builder withoutAdapter(ModelDescription is) {
    return Model.newBuilder()
        .setName(new ModelName(is.name()).toString())
        .setArchitecture(is.architecture())
        .setBlockCount(is.blocks())
        .setWidth(is.width())
        .setVocabularySize(is.vocabulary())
        .setContextLength(is.context())
        .setParameterCount(is.parameters())
        .setStorageDtype(dtype(is.storageDtype()))
        .setComputeDtype(Dtype.DTYPE_F32)
        .setWeightFormat(format(is.weightFormat()))
        .setInexactWeightCount(is.inexactWeights())
        .setDevice(is.device())
        .setFingerprint(
            ModelFingerprint.newBuilder()
                .setWeightsDigest(is.weightsDigest())
                .setTokenizerDigest(is.tokenizerDigest())
                .setTemplateDigest(is.templateDigest()));
  }

  private static WeightFormat format(org.steermesh.engine.decoder.WeightFormat format) {
    return switch (format) {
      case F32 -> WeightFormat.WEIGHT_FORMAT_F32;
      case BF16 -> WeightFormat.WEIGHT_FORMAT_BF16;
      case F16 -> WeightFormat.WEIGHT_FORMAT_F16;
      case INT8 -> WeightFormat.WEIGHT_FORMAT_INT8;
    };
  }

  private static Dtype dtype(String name) {
    return switch (name) {
      case "F32" -> Dtype.DTYPE_F32;
      case "F16" -> Dtype.DTYPE_F16;
      case "BF16" -> Dtype.DTYPE_BF16;
      default -> throw new IllegalStateException("dtype " + name + " is not in the contract");
    };
  }
}
