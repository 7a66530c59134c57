package org.steermesh.cli.command;

import io.grpc.Context.CancellableContext;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.show.Table;
import org.steermesh.cli.show.Visible;
import org.steermesh.contract.protos.Sites;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GenerationSummary;
import org.steermesh.generation.v1.Sampling;
import org.steermesh.type.v1.SteeringReceipt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code steer generate}. */
@Command(
    name = "generate",
    description = {
      "Generate a text, steered by any number of vectors, and show it as it comes.",
      "What the steering did is told on standard error: how many tokens it changed, by how much"
          + " relative to the activation's norm (the dose), and how far along the vector the"
          + " activations were before and after (the projection). Ctrl-C cancels the call."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer generate 'How was your day?' --steer cheerful:2 --seed 7",
      "  echo 'Hello.' | ./steer generate --steer cheerful@live:-1.5",
      "  ./steer generate 'Sort a list.' --steer cheerful:2 --steer-except code",
      "  ./steer generate --raw 'One day' --steer cheerful:1 --steer cheerful@live:-2"
    })
public final class GenerateCommand extends MeshCommand {

  @Mixin private Prompting prompting;

  @Mixin private OutputForm output;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "At most this many tokens. Default: ${DEFAULT-VALUE}.")
  private int maxTokens;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1",
      description = "0 takes the likeliest token. Default: ${DEFAULT-VALUE}.")
  private float temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "0",
      description = "Choose among the K likeliest tokens; 0 is all. Default: ${DEFAULT-VALUE}.")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1",
      description =
          "Choose among the likeliest tokens that together reach this probability; 1 is all."
              + " Default: ${DEFAULT-VALUE}.")
  private float topP;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      defaultValue = "0",
      description =
          "Drop tokens below this fraction of the likeliest one's probability. Default:"
              + " ${DEFAULT-VALUE}.")
  private float minP;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "R",
      defaultValue = "1",
      description =
          "Above 1 makes tokens that were seen less likely. Default: ${DEFAULT-VALUE}, none.")
  private float repetitionPenalty;

  @Option(
      names = "--frequency-penalty",
      paramLabel = "F",
      defaultValue = "0",
      description =
          "Subtracted from a token's logit for each time that it was generated. Default:"
              + " ${DEFAULT-VALUE}, none.")
  private float frequencyPenalty;

  @Option(
      names = "--presence-penalty",
      paramLabel = "F",
      defaultValue = "0",
      description =
          "Subtracted from the logits of tokens that were generated. Default: ${DEFAULT-VALUE},"
              + " none.")
  private float presencePenalty;

  @Mixin private PolicyOptions policy;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the sampler. Default: chosen by the service, and printed.")
  private Optional<Long> seed = Optional.empty();

  @Option(names = "--stop", paramLabel = "TEXT", description = "End before this text; repeatable.")
  private List<String> stop = List.of();

  /** A command that prints to the context's terminal. */
  public GenerateCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    GenerateRequest request =
        GenerateRequest.newBuilder()
            .setInput(prompting.input(mesh, terminal()))
            .addAllInterventions(prompting.interventions())
            .setSampling(sampling())
            .setPolicy(policy.toProto())
            .build();
    try (CancellableContext call = io.grpc.Context.current().withCancellation()) {
      call.run(() -> stream(mesh, request));
    }
  }

  private Sampling sampling() {
    Sampling.Builder sampling =
        Sampling.newBuilder()
            .setMaxTokens(maxTokens)
            .setTemperature(temperature)
            .setTopK(topK)
            .setTopP(topP)
            .setMinP(minP)
            .setRepetitionPenalty(repetitionPenalty)
            .setFrequencyPenalty(frequencyPenalty)
            .setPresencePenalty(presencePenalty)
            .addAllStopStrings(stop);
    seed.ifPresent(sampling::setSeed);
    return sampling.build();
  }

  private void stream(MeshClient mesh, GenerateRequest request) {
    Iterator<GenerateResponse> events = mesh.generation().generate(request);
    while (events.hasNext()) {
      GenerateResponse event = events.next();
      if (event.hasSummary()) {
        finish(event.getSummary());
      } else if (!output.isJson()) {
        terminal().out().print(shown(event.getToken().getText()));
        // Whoever closed the pipe has read enough; leaving cancels the call.
        if (terminal().out().checkError()) {
          return;
        }
      }
    }
  }

  /** What a model writes may be anything; a terminal would obey it, a file keeps it as it is. */
  private String shown(String text) {
    return terminal().outIsTerminal() ? Visible.of(text) : text;
  }

  private void finish(GenerationSummary summary) {
    if (output.isJson()) {
      printJson(summary);
      return;
    }
    terminal().out().println();
    terminal()
        .note(
            "[%s; %d tokens in, %d out; seed %d]"
                .formatted(
                    reason(summary.getFinishReason()),
                    summary.getInputTokenCount(),
                    summary.getGeneratedTokenCount(),
                    summary.getSeed()));
    if (summary.hasUnsteered()) {
      terminal().note("not steered: " + summary.getUnsteered().getMessage());
    }
    if (summary.getWatch().getAlarmCount() > 0) {
      terminal()
          .note(
              "the watch raised %d alarms, the first after %d tokens; strengths ended at %s times"
                  .formatted(
                      summary.getWatch().getAlarmCount(),
                      summary.getWatch().getFirstAlarmToken(),
                      Shown.decimal(summary.getWatch().getFinalScale(), 3)));
    }
    if (summary.getReceipt().getEntriesCount() > 0) {
      receipt(summary.getReceipt()).lines().forEach(terminal()::note);
    }
  }

  private static String reason(GenerationSummary.FinishReason reason) {
    return switch (reason) {
      case FINISH_REASON_END_OF_TEXT -> "end of text";
      case FINISH_REASON_STOP_STRING -> "stop text";
      case FINISH_REASON_MAX_TOKENS -> "token limit";
      case FINISH_REASON_CONTEXT_FULL -> "context full";
      case FINISH_REASON_WATCH -> "ended by the watch";
      case FINISH_REASON_UNSPECIFIED, UNRECOGNIZED -> "unknown end";
    };
  }

  private static Table receipt(SteeringReceipt receipt) {
    Table table =
        new Table()
            .words("VECTOR")
            .numbers("SITE")
            .numbers("STRENGTH")
            .numbers("TOKENS")
            .numbers("DOSE")
            .numbers("AT MOST")
            .words("PROJECTION");
    for (SteeringReceipt.Entry entry : receipt.getEntriesList()) {
      table.row(
          entry.getVersion().isEmpty() ? "inline" : Names.shortVersion(entry.getVersion()),
          Sites.show(entry.getSite()),
          Shown.strength(entry.getStrength()),
          tokens(entry),
          Shown.decimal(entry.getMeanDose(), 3),
          Shown.decimal(entry.getLargestDose(), 3),
          Shown.decimal(entry.getMeanProjectionBefore(), 3)
              + " -> "
              + Shown.decimal(entry.getMeanProjectionAfter(), 3));
    }
    return table;
  }

  /** Changed tokens, and of how many where a gate or excludes left some alone. */
  private static String tokens(SteeringReceipt.Entry entry) {
    int changed = entry.getPromptTokenCount() + entry.getGeneratedTokenCount();
    int alone = entry.getClosedTokenCount() + entry.getExcludedTokenCount();
    return alone == 0 ? Integer.toString(changed) : changed + " of " + (changed + alone);
  }
}
