package org.steermesh.cli.command;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.steermesh.activation.v1.EncodeFeaturesHeader;
import org.steermesh.activation.v1.EncodeFeaturesResponse;
import org.steermesh.activation.v1.TokenFeatures;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.FeatureReading;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.show.Table;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.Positions;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.TextPrompt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer features}. */
@Command(
    name = "features",
    description = {
      "Show which features of a sparse autoencoder are active at each token of a text.",
      "The text is taken as it is, after the tokenizer's own special tokens. Each feature is shown"
          + " as INDEX:VALUE, the strongest first."
    },
    footer = {"", "Example:", "  ./steer features 'I had a wonderful day.' --sae sae-512 --top 5"})
public final class FeaturesCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(paramLabel = "TEXT", description = "The text.")
  private String text;

  @Option(
      names = "--sae",
      paramLabel = "NAME",
      required = true,
      description = "The sparse autoencoder, as ./steer saes lists it.")
  private String sae;

  @Option(
      names = "--site",
      paramLabel = "SITE",
      description = "Where, if the autoencoder's file does not say: BLOCK or BLOCK/TARGET.")
  private @Nullable Site site;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "8",
      description = "At most this many features of a token. Default: ${DEFAULT-VALUE}.")
  private int top;

  @Option(
      names = "--at",
      paramLabel = "RULE",
      description =
          "Which tokens: all-but-bos, all, last-of-input, marker:TEXT or indices such as 0,3,-1."
              + " Default: all-but-bos.")
  private @Nullable Positions positions;

  /** A command that prints to the context's terminal. */
  public FeaturesCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    EncodeFeaturesHeader.Builder header =
        EncodeFeaturesHeader.newBuilder().setSae(Names.sae(sae)).setTopCount(top);
    if (site != null) {
      header.setSite(site);
    }
    if (positions != null) {
      header.setPositions(positions);
    }
    Prompt prompt = Prompt.newBuilder().setText(TextPrompt.newBuilder().setText(text)).build();
    EncodeFeaturesResponse response =
        FeatureReading.run(
            mesh.activationStreams(), header.build(), Input.newBuilder().setPrompt(prompt).build());
    if (output.isJson()) {
      printJson(response);
    } else {
      print(table(response));
    }
  }

  private static Table table(EncodeFeaturesResponse response) {
    Table table =
        new Table().numbers("AT").words("TOKEN").numbers("ACTIVE").words("STRONGEST FEATURES");
    for (TokenFeatures token : response.getTokensList()) {
      table.row(
          Integer.toString(token.getPosition()),
          token.getToken().getPiece(),
          Integer.toString(token.getActiveCount()),
          token.getFeaturesList().stream()
              .map(each -> each.getFeature() + ":" + Shown.decimal(each.getValue(), 2))
              .collect(Collectors.joining("  ")));
    }
    return table;
  }
}
