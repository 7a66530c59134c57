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
import org.steermesh.vector.domain.task.ChoiceItem;
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
          case DATASET_FORMAT_TASK -> DatasetFormat.TASK;
          case DATASET_FORMAT_UNSPECIFIED, UNRECOGNIZED ->
              throw SteermeshException.ofField(
                  "format", "must be DATASET_FORMAT_CAA_JSON or DATASET_FORMAT_TASK");
        };
    checkDefinition(header, format);
    String behaviour = header.getBehaviour().isEmpty() ? name.id() : header.getBehaviour();
    return new DatasetCatalog.Header(name, behaviour, header.getDescription(), format);
  }

  private static void checkDefinition(UploadDatasetHeader header, DatasetFormat format) {
    boolean isNamed = !header.getTask().isEmpty();
    boolean isGiven = !header.getDefinition().isEmpty();
    switch (format) {
      case CAA_JSON -> {
        if (isNamed || isGiven) {
          throw SteermeshException.ofField("task", "is only for DATASET_FORMAT_TASK");
        }
      }
      case TASK -> {
        if (isNamed == isGiven) {
          throw SteermeshException.ofField(
              "task", "one of task and definition is required, and not both");
        }
      }
    }
  }

  private static FieldViolation tooLong(String field, String text, int most) {
    return new FieldViolation(
        field, "%d characters: at most %d are allowed".formatted(text.length(), most));
  }

  static org.steermesh.vector.v1.Dataset dataset(Dataset dataset) {
    org.steermesh.vector.v1.Dataset.Builder sent = org.steermesh.vector.v1.Dataset.newBuilder();
    if (dataset.content() != null) {
      sent.setTask(dataset.content().task())
          .addAllSkipped(dataset.content().skipped().stream().map(TaskProtos::skipped).toList())
          .setGroupCount(dataset.content().groupCount())
          .setRepeatedCount(dataset.content().repeatedCount());
    }
    return sent.setName(new DatasetName(dataset.id()).toString())
        .setBehaviour(dataset.behaviour())
        .setDescription(dataset.description())
        .setFormat(
            switch (dataset.format()) {
              case CAA_JSON -> org.steermesh.vector.v1.DatasetFormat.DATASET_FORMAT_CAA_JSON;
              case TASK -> org.steermesh.vector.v1.DatasetFormat.DATASET_FORMAT_TASK;
            })
        .setItemCount(dataset.itemCount())
        .setDigest(dataset.digest())
        .setSizeBytes(dataset.sizeBytes())
        .setCreateTime(timestamp(dataset.createTime()))
        .setRestored(dataset.restored())
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

  static ReadDatasetResponse items(int first, List<ChoiceItem> items) {
    ReadDatasetResponse.Builder response = ReadDatasetResponse.newBuilder();
    for (int i = 0; i < items.size(); i++) {
      response.addItems(
          DatasetItem.newBuilder()
              .setIndex(first + i)
              .setChoiceItem(TaskProtos.item(items.get(i))));
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
