package org.steermesh.vector.mesh;

import com.google.longrunning.Operation;
import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.steermesh.vector.v1.BuildVectorRequest;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.DatasetFormat;
import org.steermesh.vector.v1.ReadTaskItemsRequest;
import org.steermesh.vector.v1.ReadTaskItemsResponse;
import org.steermesh.vector.v1.TaskItem;
import org.steermesh.vector.v1.TaskPart;
import org.steermesh.vector.v1.TaskProtocol;
import org.steermesh.vector.v1.TaskSplit;
import org.steermesh.vector.v1.TaskView;
import org.steermesh.vector.v1.UploadDatasetHeader;
import org.steermesh.vector.v1.UploadDatasetRequest;
import org.steermesh.vector.v1.UploadFile;

/** What tests of multiple-choice tasks ask of the service. */
record TaskClient(ServiceClient client) {

  /** A part of a view. */
  record Part(TaskSplit split, List<TaskItem> items) {}

  static byte[] resource(String name) {
    try (InputStream resource = TaskClient.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(resource, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Dataset upload(String id, String task, byte[] file) {
    CompletableFuture<Dataset> answer = new CompletableFuture<>();
    StreamObserver<UploadDatasetRequest> requests = client.startUpload(answer);
    requests.onNext(header(id, task));
    requests.onNext(
        UploadDatasetRequest.newBuilder()
            .setFile(UploadFile.newBuilder().setName("items.x"))
            .build());
    for (int start = 0; start < file.length; start += 1000) {
      requests.onNext(
          ServiceClient.data(
              ByteString.copyFrom(file, start, Math.min(1000, file.length - start))));
    }
    requests.onCompleted();
    return ServiceClient.get(answer);
  }

  static UploadDatasetRequest header(String id, String task) {
    return UploadDatasetRequest.newBuilder()
        .setHeader(
            UploadDatasetHeader.newBuilder()
                .setDatasetId(id)
                .setFormat(DatasetFormat.DATASET_FORMAT_TASK)
                .setTask(task))
        .build();
  }

  static TaskView.Builder paper(long seed) {
    return TaskView.newBuilder().setProtocol(TaskProtocol.TASK_PROTOCOL_PAPER).setSeed(seed);
  }

  Part read(String dataset, TaskView.Builder view, TaskPart part) {
    Iterator<ReadTaskItemsResponse> answers =
        client
            .vectors()
            .readTaskItems(
                ReadTaskItemsRequest.newBuilder()
                    .setDataset("datasets/" + dataset)
                    .setView(view)
                    .setPart(part)
                    .build());
    TaskSplit split = answers.next().getSplit();
    List<TaskItem> items = new ArrayList<>();
    answers.forEachRemaining(answer -> items.addAll(answer.getItems().getItemsList()));
    return new Part(split, items);
  }

  Operation await(BuildVectorRequest.Builder request) {
    return client.build(request);
  }

  Operation await(String name) {
    return client.ended(name, 30);
  }
}
