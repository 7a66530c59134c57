package org.steermesh.generation.api;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.TensorCodec;
import org.steermesh.contract.VersionReference;
import org.steermesh.engine.ModelDescription;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.generation.domain.Steering;
import org.steermesh.generation.domain.WantedIntervention;
import org.steermesh.generation.domain.WantedIntervention.VectorChoice;
import org.steermesh.host.protos.SteeringProtos;
import org.steermesh.type.v1.InlineVector;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.SteeringReceipt;
import org.steermesh.type.v1.VectorRef;

/** Interventions and receipts of {@code steermesh.type.v1}. */
final class InterventionProtos {

  private static final int MOST = 32;

  private InterventionProtos() {}

  static List<WantedIntervention> wanted(
      String field, List<Intervention> interventions, ModelDescription is) {
    if (interventions.size() > MOST) {
      throw SteermeshException.ofField(
          field, "has %d; at most %d are allowed".formatted(interventions.size(), MOST));
    }
    List<WantedIntervention> wanted = new ArrayList<>();
    for (int i = 0; i < interventions.size(); i++) {
      wanted.add(one(field + "[" + i + "]", interventions.get(i), is));
    }
    return wanted;
  }

  private static WantedIntervention one(String field, Intervention proto, ModelDescription is) {
    return new WantedIntervention(
        vector(field + ".vector", proto.getVector(), is),
        SteeringProtos.sites(field + ".sites", proto.getSitesList(), is),
        SteeringProtos.positions(
            field + ".positions", proto.getPositions(), PositionRule.FROM_LAST_OF_PROMPT, is),
        operation(field, proto),
        finite(field + ".strength", proto.hasStrength() ? proto.getStrength() : 1));
  }

  private static VectorChoice vector(String field, VectorRef vector, ModelDescription is) {
    return switch (vector.getSourceCase()) {
      case NAME -> {
        VersionReference.parse(field + ".name", vector.getName());
        yield new VectorChoice.Named(vector.getName());
      }
      case INLINE -> inline(field + ".inline", vector.getInline(), is);
      case SOURCE_NOT_SET ->
          throw SteermeshException.ofField(
              field, "is required: one of name and inline must be set");
    };
  }

  private static VectorChoice inline(String field, InlineVector inline, ModelDescription is) {
    float[] values = TensorCodec.decodeVector(field + ".values", inline.getValues(), is.width());
    if (isZero(values)) {
      throw SteermeshException.ofField(
          ErrorReason.VECTOR_ZERO, field + ".values", "is zero; it steers nowhere");
    }
    return new VectorChoice.Inline(
        values, SteeringProtos.site(field + ".site", inline.getSite(), is));
  }

  private static boolean isZero(float[] values) {
    for (float value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private static Function<float[], Operation> operation(String field, Intervention proto) {
    return switch (proto.getOperationCase()) {
      case ADD, OPERATION_NOT_SET -> {
        boolean keepNorm = proto.getAdd().getKeepNorm();
        yield vector -> new Operation.Add(vector, keepNorm);
      }
      case PROJECT_OUT -> Operation.ProjectOut::new;
      case CLAMP -> {
        float value = finite(field + ".clamp.value", proto.getClamp().getValue());
        yield vector -> new Operation.Clamp(vector, value);
      }
    };
  }

  private static float finite(String field, float value) {
    if (!Float.isFinite(value)) {
      throw SteermeshException.ofField(
          ErrorReason.NOT_FINITE, field, "is " + value + "; it must be finite");
    }
    return value;
  }

  static SteeringReceipt receipt(
      org.steermesh.engine.steering.SteeringReceipt receipt, Steering steering) {
    SteeringReceipt.Builder result = SteeringReceipt.newBuilder();
    for (int i = 0; i < receipt.entries().size(); i++) {
      var entry = receipt.entries().get(i);
      Steering.Origin origin = steering.origins().get(i);
      result.addEntries(
          SteeringReceipt.Entry.newBuilder()
              .setInterventionIndex(origin.index())
              .setVersion(origin.version())
              .setSite(SteeringProtos.toProto(entry.site()))
              .setStrength(entry.strength())
              .setPromptTokenCount(entry.promptTokens())
              .setGeneratedTokenCount(entry.generatedTokens())
              .setMeanDose(entry.meanDose())
              .setLargestDose(entry.largestDose())
              .setMeanProjectionBefore(entry.meanProjectionBefore())
              .setMeanProjectionAfter(entry.meanProjectionAfter()));
    }
    return result.build();
  }
}
