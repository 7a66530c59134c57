package org.steermesh.generation.api.openai;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VersionReference;
import org.steermesh.contract.protos.SteerSpec;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerationSummary;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.VectorRef;

/**
 * Steering in a body: {@code steering}, which holds {@code interventions} and {@code policy} as
 * protobuf writes {@code steermesh.generation.v1.GenerateRequest} in JSON, and {@code model:
 * "NAME+vector:strength"}.
 */
final class SteeringFields {

  private static final String FIELD = "steering";
  private static final Set<String> PARTS = Set.of("interventions", "policy");
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .preservingProtoFieldNames()
          .alwaysPrintFieldsWithNoPresence()
          .omittingInsignificantWhitespace();

  private SteeringFields() {}

  /**
   * Takes what a body says over into the request; its model comes without steering.
   *
   * @return how many interventions {@code steering} lists; those after them come from the model
   */
  static int read(Fields body, GenerateRequest.Builder request) {
    body.object(FIELD)
        .ifPresent(steering -> {
          PARTS.forEach(steering::value);
          steering.done();
        });
    body.text(FIELD).ifPresent(text -> merge(text, request));
    request.getInterventionsBuilderList().forEach(SteeringFields::nameInFull);
    int listed = request.getInterventionsCount();
    List<String> parts = Arrays.asList(body.string("model").orElse("").split("\\+(?=[a-z])", -1));
    parts.stream().skip(1).map(SteeringFields::intervention).forEach(request::addInterventions);
    String model = parts.getFirst();
    request.setModel(model.isEmpty() || model.startsWith("models/") ? model : "models/" + model);
    return listed;
  }

  private static void merge(String text, GenerateRequest.Builder request) {
    try {
      JsonFormat.parser().merge(text, request);
    } catch (InvalidProtocolBufferException e) {
      throw SteermeshException.ofField(
          FIELD, "is not interventions and policy as the contract has them: " + e.getMessage());
    }
  }

  private static void nameInFull(Intervention.Builder intervention) {
    nameInFull(intervention.getVectorBuilder());
    if (intervention.hasGate()) {
      nameInFull(intervention.getGateBuilder().getVectorBuilder());
    }
  }

  private static void nameInFull(VectorRef.Builder vector) {
    if (vector.hasName() && !vector.getName().isEmpty()) {
      vector.setName(VersionReference.named(vector.getName()));
    }
  }

  private static Intervention intervention(String part) {
    try {
      return SteerSpec.parse(part).toProto();
    } catch (IllegalArgumentException e) {
      throw SteermeshException.ofField("model", "after the model's name: " + e.getMessage());
    }
  }

  /** What was done to one text, as an element of {@code steering.texts} of an answer. */
  static JsonObject told(int text, GenerationSummary summary) {
    JsonObject told =
        new JsonObject()
            .put("index", text)
            .put("seed", Long.toString(summary.getSeed()))
            .put("receipt", json(summary.getReceipt()));
    if (summary.hasUnsteered()) {
      told.put("unsteered", json(summary.getUnsteered()));
    }
    if (summary.hasWatch()) {
      told.put("watch", json(summary.getWatch()));
    }
    return told;
  }

  /** {@code steering} of an answer. */
  static JsonObject told(JsonArray texts) {
    return new JsonObject().put("texts", texts);
  }

  private static JsonObject json(MessageOrBuilder message) {
    try {
      return new JsonObject(PRINTER.print(message));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
