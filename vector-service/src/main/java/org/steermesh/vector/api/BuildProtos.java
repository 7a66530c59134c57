package org.steermesh.vector.api;

import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.steermesh.contract.DatasetName;
import org.steermesh.contract.FieldViolation;
import org.steermesh.contract.ModelName;
import org.steermesh.contract.OperationName;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VectorName;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.PositionRule;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.Site;
import org.steermesh.vector.domain.BuildOperation;
import org.steermesh.vector.domain.BuildRequest;
import org.steermesh.vector.domain.PasParameters;
import org.steermesh.vector.domain.StoredDtype;
import org.steermesh.vector.domain.VectorCatalog;
import org.steermesh.vector.v1.BuildVectorMetadata;
import org.steermesh.vector.v1.BuildVectorRequest;

/** Translates builds and their operations. */
final class BuildProtos {

  private static final int MOST_SITES = 1024;
  private static final int MOST_LABELS = 32;
  private static final int LONGEST_KEY = 63;
  private static final int LONGEST_VALUE = 256;

  private BuildProtos() {}

  static BuildRequest request(BuildVectorRequest request) {
    if (!VectorProtos.method(request.getMethod()).isBuilt()) {
      throw SteermeshException.ofField("method", "makes no vector from a data set");
    }
    PasParameters pas = PasProtos.parameters(request);
    PositionRule rule = pas == null ? PositionRule.ANSWER_LETTER : PositionRule.LAST_OF_INPUT;
    Positions positions = TypeProtos.positions("read_positions", request.getReadPositions(), rule);
    return new BuildRequest(
        new VectorName(request.getVectorId()),
        DatasetName.parse("dataset", request.getDataset()),
        request.getModel().isEmpty() ? "" : ModelName.parse("model", request.getModel()).toString(),
        VectorProtos.method(request.getMethod()),
        sites(request.getSitesList()),
        request.hasDefaultSite() ? TypeProtos.site("default_site", request.getDefaultSite()) : null,
        pas == null ? positions : PasProtos.checked(positions),
        range(request.getFirstItem(), request.getItemCount()),
        pas == null ? TypeProtos.layout("layout", request.getLayout()) : PasProtos.layout(request),
        labels(request.getLabelsMap()),
        dtype(request),
        SparseProtos.parameters(request),
        pas);
  }

  private static StoredDtype dtype(BuildVectorRequest request) {
    StoredDtype dtype = VectorProtos.dtype("stored_dtype", request.getStoredDtype());
    if (dtype != StoredDtype.F32 && request.hasSparse()) {
      throw SteermeshException.ofField(
          "stored_dtype", "is not for sparse vectors, which are stored as DTYPE_F32");
    }
    return dtype;
  }

  /** Sites that a caller sent, each once. */
  static List<Site> sites(List<org.steermesh.type.v1.Site> sent) {
    if (sent.size() > MOST_SITES) {
      throw SteermeshException.ofField(
          "sites", "%d sites: at most %d are allowed".formatted(sent.size(), MOST_SITES));
    }
    List<Site> sites = new ArrayList<>();
    Set<Site> seen = new HashSet<>();
    for (int i = 0; i < sent.size(); i++) {
      Site site = TypeProtos.site("sites[" + i + "]", sent.get(i));
      if (!seen.add(site)) {
        throw SteermeshException.ofField("sites[" + i + "]", site + " is named twice");
      }
      sites.add(site);
    }
    return sites;
  }

  private static BuildRequest.ItemRange range(long first, long count) {
    List<FieldViolation> violations = new ArrayList<>();
    if (first < 0) {
      violations.add(new FieldViolation("first_item", first + " is negative"));
    }
    if (count < 0) {
      violations.add(
          new FieldViolation("item_count", count + " is negative; 0 is all that follow"));
    }
    if (!violations.isEmpty()) {
      throw SteermeshException.ofFields(violations);
    }
    return new BuildRequest.ItemRange(first, count);
  }

  static Map<String, String> labels(Map<String, String> labels) {
    if (labels.size() > MOST_LABELS) {
      throw SteermeshException.ofField(
          "labels", "%d labels: at most %d are allowed".formatted(labels.size(), MOST_LABELS));
    }
    labels.forEach((key, value) -> {
      if (key.isEmpty() || key.length() > LONGEST_KEY || key.indexOf('=') >= 0) {
        throw SteermeshException.ofField(
            "labels", "a key must have 1 to " + LONGEST_KEY + " characters and no \"=\"");
      }
      if (value.length() > LONGEST_VALUE) {
        throw SteermeshException.ofField(
            "labels",
            "the value of %s has %d characters: at most %d are allowed"
                .formatted(key, value.length(), LONGEST_VALUE));
      }
    });
    return Map.copyOf(labels);
  }

  static Operation operation(BuildOperation build) {
    BuildVectorMetadata.Builder metadata =
        BuildVectorMetadata.newBuilder()
            .setVector(new VectorName(build.plan().vectorId()).toString())
            .setDoneItemCount(build.doneItems())
            .setTotalItemCount(build.plan().workCount());
    Operation.Builder operation =
        Operation.newBuilder().setName(new OperationName(build.id()).toString());
    switch (build.outcome()) {
      case BuildOperation.Outcome.Built built -> {
        built
            .versions()
            .forEach(version -> metadata.addVersions(VectorCatalog.nameOf(version).toString()));
        metadata.addAllEmptyTaus(built.emptyTaus());
        built
            .emptyMethods()
            .forEach(method -> metadata.addEmptyMethods(VectorProtos.method(method)));
        operation
            .setDone(true)
            .setResponse(Any.pack(VectorProtos.version(built.versions().getFirst())));
      }
      case BuildOperation.Outcome.Failed failed ->
          operation.setDone(true).setError(StatusTranslator.toStatus(failed.toException()));
      case null -> operation.setDone(false);
    }
    return operation.setMetadata(Any.pack(metadata.build())).build();
  }
}
