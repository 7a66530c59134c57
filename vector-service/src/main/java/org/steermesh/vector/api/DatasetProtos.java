package org.steermesh.vector.api;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.steermesh.contract.DatasetName;
import org.steermesh.contract.FieldViolation;
import org.steermesh.contract.SteermeshException;
import org.steermesh.vector.domain.ContrastivePair;
import org.steermesh.vector.domain.Dataset;
import org.steermesh.vector.domain.DatasetCatalog;
import org.steermesh.vector.domain.DatasetFormat;
import org.steermesh.vector.v1.DatasetItem;
import org.steermesh.vector.v1.ReadDatasetResponse;
import org.steermesh.vector.v1.UploadDatasetHeader;

/** Translates data sets. */
final class DatasetProtos {

  private static final int LONGEST_BEHAVIOUR = 256;
  private static final int LONGEST_DESCRIPTION = 4096;

  private DatasetProtos() {}

  static DatasetCatalog.Header header(UploadDatasetHeader header) {
    DatasetName name = new DatasetName(header.getDatasetId());
    List<FieldViolation> violations = new ArrayList<>();
    if (header.getBehaviour().length() > LONGEST_BEHAVIOUR) {
      violations.add(tooLong("behaviour", header.getBehaviour(), LONGEST_BEHAVIOUR));
    }
    if (header.getDescription().length() > LONGEST_DESCRIPTION) {
      violations.add(tooLong("description", header.getDescription(), LONGEST_DESCRIPTION));
    }
    if (!violations.isEmpty()) {
      throw SteermeshException.ofFields(violations);
    }
    DatasetFormat format =
        switch (header.getFormat()) {
          case DATASET_FORMAT_CAA_JSON -> DatasetFormat.CAA_JSON;
          case DATASET_FORMAT_UNSPECIFIED, UNRECOGNIZED ->
              throw SteermeshException.ofField("format", "must be DATASET_FORMAT_CAA_JSON");
        };
    String behaviour = header.getBehaviour().isEmpty() ? name.id() : header.getBehaviour();
    return new DatasetCatalog.Header(name, behaviour, header.getDescription(), format);
  }

  private static FieldViolation tooLong(String field, String text, int most) {
    return new FieldViolation(
        field, "%d characters: at most %d are allowed".formatted(text.length(), most));
  }

  static org.steermesh.vector.v1.Dataset dataset(Dataset dataset) {
    return org.steermesh.vector.v1.Dataset.newBuilder()
        .setName(new DatasetName(dataset.id()).toString())
        .setBehaviour(dataset.behaviour())
        .setDescription(dataset.description())
        .setFormat(
            switch (dataset.format()) {
              case CAA_JSON -> org.steermesh.vector.v1.DatasetFormat.DATASET_FORMAT_CAA_JSON;
            })
        .setItemCount(dataset.itemCount())
        .setDigest(dataset.digest())
        .setSizeBytes(dataset.sizeBytes())
        .setCreateTime(timestamp(dataset.createTime()))
        .build();
  }

  static ReadDatasetResponse items(DatasetCatalog.Items items) {
    ReadDatasetResponse.Builder response = ReadDatasetResponse.newBuilder();
    for (int i = 0; i < items.pairs().size(); i++) {
      ContrastivePair pair = items.pairs().get(i);
      response.addItems(
          DatasetItem.newBuilder()
              .setIndex(items.firstIndex() + i)
              .setQuestion(pair.question())
              .setPositive(pair.matchingAnswer())
              .setNegative(pair.notMatchingAnswer()));
    }
    return response.build();
  }

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
