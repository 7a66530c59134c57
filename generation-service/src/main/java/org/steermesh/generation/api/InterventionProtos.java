package org.steermesh.generation.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.TensorCodec;
import org.steermesh.contract.VersionReference;
import org.steermesh.contract.protos.SaeProtos;
import org.steermesh.engine.ModelDescription;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.generation.domain.Steering;
import org.steermesh.generation.domain.WantedGate;
import org.steermesh.generation.domain.WantedIntervention;
import org.steermesh.generation.domain.WantedIntervention.PositionChoice;
import org.steermesh.generation.domain.WantedIntervention.VectorChoice;
import org.steermesh.generation.domain.WantedOperation;
import org.steermesh.host.protos.SteeringProtos;
import org.steermesh.type.v1.Gate;
import org.steermesh.type.v1.InlineVector;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.Nonlinearity;
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
        new PositionChoice(
            positions(field, proto, PositionRule.FROM_LAST_OF_PROMPT, is),
            // A sparse vector changes only what its features find; base autoencoders fail on the
            // first token's norm.
            positions(field, proto, PositionRule.ALL_BUT_BOS, is)),
        operation(field, proto),
        finite(field + ".strength", proto.hasStrength() ? proto.getStrength() : 1),
        proto.hasGate()
            ? Optional.of(gate(field + ".gate", proto.getGate(), is))
            : Optional.empty(),
        ScheduleProtos.schedule(field + ".schedule", proto.getSchedule()));
  }

  private static WantedGate gate(String field, Gate proto, ModelDescription is) {
    return new WantedGate(
        vector(field + ".vector", proto.getVector(), is),
        proto.hasSite()
            ? Optional.of(SteeringProtos.site(field + ".site", proto.getSite(), is))
            : Optional.empty(),
        proto.hasFeature() ? Optional.of(proto.getFeature()) : Optional.empty(),
        finite(field + ".threshold", proto.getThreshold()),
        closing(field, proto));
  }

  private static float closing(String field, Gate proto) {
    if (proto.getLatched() && proto.hasCloseThreshold()) {
      throw SteermeshException.ofField(
          field + ".latched", "excludes close_threshold: a latched gate never closes");
    }
    if (proto.getLatched()) {
      return Float.NEGATIVE_INFINITY;
    }
    if (!proto.hasCloseThreshold()) {
      return proto.getThreshold();
    }
    float closing = finite(field + ".close_threshold", proto.getCloseThreshold());
    if (closing > proto.getThreshold()) {
      throw SteermeshException.ofField(
          field + ".close_threshold",
          "is %s; it must be at most the threshold, %s".formatted(closing, proto.getThreshold()));
    }
    return closing;
  }

  private static Positions positions(
      String field, Intervention proto, PositionRule unset, ModelDescription is) {
    return SteeringProtos.positions(field + ".positions", proto.getPositions(), unset, is);
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

  private static WantedOperation operation(String field, Intervention proto) {
    return switch (proto.getOperationCase()) {
      case ADD, OPERATION_NOT_SET -> new WantedOperation.Add(proto.getAdd().getKeepNorm());
      case PROJECT_OUT -> new WantedOperation.ProjectOut();
      case CLAMP ->
          new WantedOperation.Clamp(finite(field + ".clamp.value", proto.getClamp().getValue()));
      case SPARSE_ADD ->
          new WantedOperation.SparseAdd(
              nonlinearity(
                  field + ".sparse_add.nonlinearity", proto.getSparseAdd().getNonlinearity()));
      case SPARSE_CLAMP -> new WantedOperation.SparseClamp();
    };
  }

  private static Optional<Operation.Nonlinearity> nonlinearity(
      String field, Nonlinearity nonlinearity) {
    return nonlinearity == Nonlinearity.NONLINEARITY_UNSPECIFIED
        ? Optional.empty()
        : Optional.of(
            Operation.Nonlinearity.valueOf(
                SaeProtos.nonlinearity(
                        field, nonlinearity, org.steermesh.contract.type.Nonlinearity.OWN)
                    .name()));
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
    return receipt(receipt, steering, Double.POSITIVE_INFINITY);
  }

  /**
   * What was done.
   *
   * @param limit above which planned doses are told as such
   */
  static SteeringReceipt receipt(
      org.steermesh.engine.steering.SteeringReceipt receipt, Steering steering, double limit) {
    SteeringReceipt.Builder result = SteeringReceipt.newBuilder();
    for (Steering.Origin origin : steering.origins()) {
      var entry = receipt.entries().get(origin.intervention());
      result.addEntries(
          SteeringReceipt.Entry.newBuilder()
              .setInterventionIndex(origin.index())
              .setVersion(origin.version())
              .setSite(SteeringProtos.toProto(entry.site()))
              .setStrength(origin.strength())
              .setPromptTokenCount(entry.promptTokens())
              .setGeneratedTokenCount(entry.generatedTokens())
              .setClosedTokenCount(entry.closedTokens())
              .setExcludedTokenCount(entry.excludedTokens())
              .setMeanStrength(entry.meanStrength())
              .setPlannedDose(origin.plannedDose())
              .setOverDose(steering.plannedDose(entry.site()) > limit)
              .setMeanDose(entry.meanDose())
              .setLargestDose(entry.largestDose())
              .setMeanProjectionBefore(entry.meanProjectionBefore())
              .setMeanProjectionAfter(entry.meanProjectionAfter()));
    }
    return result.build();
  }
}
