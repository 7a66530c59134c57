package org.steermesh.cli.client;

import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.ArrayList;
import java.util.List;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.vector.v1.ReadTaskItemsRequest;
import org.steermesh.vector.v1.ReadTaskItemsResponse;
import org.steermesh.vector.v1.TaskItem;
import org.steermesh.vector.v1.TaskPart;
import org.steermesh.vector.v1.TaskView;

/** Reads labelled items as a view shows them. */
public final class TaskItems {

  private TaskItems() {}

  /** The items of one part, in order. */
  public static List<TaskItem> read(MeshClient mesh, String dataset, TaskView view, TaskPart part) {
    BlockingClientCall<?, ReadTaskItemsResponse> call =
        mesh.vectorStreams()
            .readTaskItems(
                ReadTaskItemsRequest.newBuilder()
                    .setDataset(dataset)
                    .setView(view)
                    .setPart(part)
                    .build());
    List<TaskItem> items = new ArrayList<>();
    try {
      for (ReadTaskItemsResponse next = call.read(); next != null; next = call.read()) {
        items.addAll(next.getItems().getItemsList());
      }
      return items;
    } catch (StatusException e) {
      throw Refusal.of(e);
    } catch (InterruptedException e) {
      throw new SteerException(ExitCode.INTERRUPTED, "interrupted while reading items", e);
    }
  }
}
