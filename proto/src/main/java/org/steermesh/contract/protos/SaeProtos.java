package org.steermesh.contract.protos;

import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.PackedNumbers;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.TensorCodec;
import org.steermesh.contract.type.FeatureRows;
import org.steermesh.contract.type.Nonlinearity;
import org.steermesh.contract.type.SaeKind;
import org.steermesh.type.v1.Dtype;
import org.steermesh.type.v1.Tensor;

/** Translates what is told of sparse autoencoders; what comes in is checked. */
public final class SaeProtos {

  private SaeProtos() {}

  /** A kind to send. */
  public static org.steermesh.type.v1.SaeKind kind(SaeKind kind) {
    return switch (kind) {
      case RELU -> org.steermesh.type.v1.SaeKind.SAE_KIND_RELU;
      case JUMP_RELU -> org.steermesh.type.v1.SaeKind.SAE_KIND_JUMP_RELU;
      case TOP_K -> org.steermesh.type.v1.SaeKind.SAE_KIND_TOP_K;
    };
  }

  /**
   * A kind that came in.
   *
   * @param field that holds it, for errors
   */
  public static SaeKind kind(String field, org.steermesh.type.v1.SaeKind kind) {
    return switch (kind) {
      case SAE_KIND_RELU -> SaeKind.RELU;
      case SAE_KIND_JUMP_RELU -> SaeKind.JUMP_RELU;
      case SAE_KIND_TOP_K -> SaeKind.TOP_K;
      case SAE_KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw SteermeshException.ofField(field, "is none of the known kinds of SAE");
    };
  }

  /** A non-linearity to send. */
  public static org.steermesh.type.v1.Nonlinearity nonlinearity(Nonlinearity nonlinearity) {
    return switch (nonlinearity) {
      case OWN -> org.steermesh.type.v1.Nonlinearity.NONLINEARITY_OWN;
      case RELU -> org.steermesh.type.v1.Nonlinearity.NONLINEARITY_RELU;
    };
  }

  /**
   * A non-linearity that a caller sent.
   *
   * @param field that holds it, for errors
   * @param unset the one that is meant when none is set
   */
  public static Nonlinearity nonlinearity(
      String field, org.steermesh.type.v1.Nonlinearity nonlinearity, Nonlinearity unset) {
    return switch (nonlinearity) {
      case NONLINEARITY_UNSPECIFIED -> unset;
      case NONLINEARITY_OWN -> Nonlinearity.OWN;
      case NONLINEARITY_RELU -> Nonlinearity.RELU;
      case UNRECOGNIZED ->
          throw SteermeshException.ofField(field, "is none of the values of Nonlinearity");
    };
  }

  /**
   * Rows to send.
   *
   * @param width d_model
   */
  public static org.steermesh.type.v1.FeatureRows rows(FeatureRows rows, int width) {
    return org.steermesh.type.v1.FeatureRows.newBuilder()
        .setFeatures(PackedNumbers.encode(rows.features()))
        .setEncoder(TensorCodec.encode(rows.encoder(), Dtype.DTYPE_F32, rows.size(), width))
        .setBias(TensorCodec.encode(rows.bias()))
        .setThreshold(TensorCodec.encode(rows.threshold()))
        .setDecoder(TensorCodec.encode(rows.decoder(), Dtype.DTYPE_F32, rows.size(), width))
        .build();
  }

  /**
   * Rows that came in.
   *
   * @param field that holds them, for errors
   * @param width d_model
   * @throws SteermeshException TENSOR_INVALID, VECTOR_WIDTH_MISMATCH or NOT_FINITE
   */
  public static FeatureRows rows(String field, org.steermesh.type.v1.FeatureRows rows, int width) {
    String features = field + ".features";
    int count = PackedNumbers.countInts(features, rows.getFeatures());
    return new FeatureRows(
        PackedNumbers.decodeInts(features, rows.getFeatures(), count),
        matrix(field + ".encoder", rows.getEncoder(), count, width),
        TensorCodec.decodeVector(field + ".bias", rows.getBias(), count),
        TensorCodec.decodeVector(field + ".threshold", rows.getThreshold(), count),
        matrix(field + ".decoder", rows.getDecoder(), count, width));
  }

  private static float[] matrix(String field, Tensor tensor, int rows, int width) {
    if (tensor.getShapeCount() != 2 || tensor.getShape(0) != rows || tensor.getShape(1) != width) {
      throw SteermeshException.ofField(
          ErrorReason.VECTOR_WIDTH_MISMATCH,
          field,
          "has shape %s; it must be [%d, %d]".formatted(tensor.getShapeList(), rows, width));
    }
    return TensorCodec.decode(field, tensor);
  }
}
