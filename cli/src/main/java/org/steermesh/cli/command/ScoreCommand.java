package org.steermesh.cli.command;

import java.util.List;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.show.Table;
import org.steermesh.generation.v1.Continuation;
import org.steermesh.generation.v1.ContinuationScore;
import org.steermesh.generation.v1.ScoreRequest;
import org.steermesh.generation.v1.ScoreResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code steer score}. */
@Command(
    name = "score",
    description = "Show how likely each of some continuations is, steered or not.",
    footer = {
      "",
      "Example:",
      "  ./steer score 'Is it a fine day? (A) yes (B) no' --completion '(' \\",
      "    --option A --option B --steer cheerful:2"
    })
public final class ScoreCommand extends MeshCommand {

  @Mixin private Prompting prompting;

  @Mixin private OutputForm output;

  @Option(
      names = "--option",
      paramLabel = "TEXT",
      required = true,
      description = "A continuation; repeatable.")
  private List<String> options;

  /** A command that prints to the context's terminal. */
  public ScoreCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    ScoreRequest.Builder request =
        ScoreRequest.newBuilder()
            .setInput(prompting.input(mesh, terminal()))
            .addAllInterventions(prompting.interventions());
    options.forEach(text -> request.addContinuations(Continuation.newBuilder().setText(text)));
    ScoreResponse response = MeshClient.unary(mesh.generation()).score(request.build());
    if (output.isJson()) {
      printJson(response);
    } else {
      print(table(response.getScoresList()));
    }
  }

  private Table table(List<ContinuationScore> scores) {
    double total = scores.stream().mapToDouble(s -> Math.exp(s.getLogProbability())).sum();
    Table table =
        new Table()
            .words("OPTION")
            .numbers("TOKENS")
            .numbers("LOG P")
            .numbers("P")
            .numbers("SHARE");
    for (int i = 0; i < scores.size(); i++) {
      double probability = Math.exp(scores.get(i).getLogProbability());
      table.row(
          options.get(i),
          Integer.toString(scores.get(i).getTokenIdsCount()),
          Shown.decimal(scores.get(i).getLogProbability(), 4),
          Shown.significant(probability),
          Shown.decimal(probability / total, 4));
    }
    return table;
  }
}
