package org.steermesh.cli.command;

import java.util.List;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Pages;
import org.steermesh.vector.v1.ListTasksRequest;
import org.steermesh.vector.v1.ListTasksResponse;
import org.steermesh.vector.v1.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code steer dataset tasks}. */
@Command(
    name = "tasks",
    description = {
      "List the multiple-choice tasks whose files can be uploaded.",
      "With --json also where their files are published, and what the experiments of Painless"
          + " Activation Steering call them."
    },
    footer = {"", "Example:", "  ./steer dataset tasks"})
public final class DatasetTasksCommand extends MeshCommand {

  @Mixin private OutputForm output;

  /** A command that prints to the context's terminal. */
  public DatasetTasksCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    List<Task> tasks = Pages.all(token -> page(mesh, token));
    if (output.isJson()) {
      printJson(ListTasksResponse.newBuilder().addAllTasks(tasks));
    } else {
      print(TaskTables.tasks(tasks));
    }
  }

  private static Pages.Page<Task> page(MeshClient mesh, String token) {
    ListTasksResponse response =
        MeshClient.unary(mesh.vector())
            .listTasks(ListTasksRequest.newBuilder().setPageToken(token).build());
    return new Pages.Page<>(response.getTasksList(), response.getNextPageToken());
  }
}
