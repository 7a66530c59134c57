package org.steermesh.cli.command;

import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.show.Table;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.type.v1.Dtype;
import org.steermesh.type.v1.Model;
import org.steermesh.type.v1.ModelAdapter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code steer model}: what the mesh hosts. */
@Command(
    name = "model",
    description = "Show the model that the mesh hosts, and how busy it is.",
    footer = {"", "Example:", "  ./steer model --json"})
public final class ModelCommand extends MeshCommand {

  @Mixin private OutputForm output;

  /** A command that prints to the context's terminal. */
  public ModelCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    Model model =
        MeshClient.unary(mesh.generation()).getModel(GetModelRequest.getDefaultInstance());
    if (output.isJson()) {
      printJson(model);
    } else {
      print(table(model));
    }
  }

  private static Table table(Model model) {
    return new Table()
        .words("FIELD")
        .words("VALUE")
        .row("name", model.getName())
        .row("architecture", model.getArchitecture())
        .row("blocks", Integer.toString(model.getBlockCount()))
        .row("width", Integer.toString(model.getWidth()))
        .row("vocabulary", Integer.toString(model.getVocabularySize()))
        .row("context", model.getContextLength() + " tokens")
        .row("parameters", "%,d".formatted(model.getParameterCount()))
        .row("stored as", dtype(model.getStorageDtype()))
        .row("held as", format(model))
        .row("activations", dtype(model.getComputeDtype()))
        .row("device", model.getDevice())
        .row("adapter", adapter(model))
        .row("weights", model.getFingerprint().getWeightsDigest())
        .row("tokenizer", model.getFingerprint().getTokenizerDigest())
        .row("chat template", orNone(model.getFingerprint().getTemplateDigest()))
        .row(
            "load",
            "%d running, %d waiting of at most %d"
                .formatted(
                    model.getLoad().getRunningCount(),
                    model.getLoad().getWaitingCount(),
                    model.getLoad().getWaitingLimit()));
  }

  private static String dtype(Dtype dtype) {
    return switch (dtype) {
      case DTYPE_F32 -> "float32";
      case DTYPE_F16 -> "float16";
      case DTYPE_BF16 -> "bfloat16";
      case DTYPE_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }

  private static String format(Model model) {
    return switch (model.getWeightFormat()) {
      case WEIGHT_FORMAT_F32 -> "float32";
      case WEIGHT_FORMAT_BF16 -> "bfloat16";
      case WEIGHT_FORMAT_F16 ->
          "float16, which does not hold %,d of the weights exactly"
              .formatted(model.getInexactWeightCount());
      case WEIGHT_FORMAT_INT8 -> "int8, of low fidelity";
      case WEIGHT_FORMAT_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }

  private static String adapter(Model model) {
    ModelAdapter adapter = model.getAdapter();
    return model.hasAdapter()
        ? "%s, %,d weights for %d matrices, %s"
            .formatted(
                adapter.getName(),
                adapter.getParameterCount(),
                adapter.getModuleCount(),
                Shown.digest(adapter.getDigest()))
        : "none";
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "none" : text;
  }
}
