package org.steermesh.cli.command;

import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.vector.v1.ListTasksRequest;
import org.steermesh.vector.v1.ListTasksResponse;
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
    ListTasksResponse tasks =
        MeshClient.unary(mesh.vector()).listTasks(ListTasksRequest.getDefaultInstance());
    if (output.isJson()) {
      printJson(tasks);
    } else {
      print(TaskTables.tasks(tasks.getTasksList()));
    }
  }
}
