package org.steermesh.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.steermesh.activation.v1.CaptureExample;
import org.steermesh.activation.v1.CaptureHeader;
import org.steermesh.activation.v1.GetModelRequest;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.Capture;
import org.steermesh.cli.client.Contrast;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.cli.file.NpyFile;
import org.steermesh.cli.file.SafetensorsFile;
import org.steermesh.cli.show.Table;
import org.steermesh.contract.protos.Sites;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.Positions;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.TextPrompt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer extract}. */
@Command(
    name = "extract",
    description = {
      "Read the activations of texts, and show them or write them to a file.",
      "A .npy file holds one site, [rows, d_model]; a .safetensors file holds every site.",
      "With --minus it is one row: what sets the texts apart, a direction that steer vector import"
          + " takes."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer extract 'It is day.' 'Now.' --site 2 --out /tmp/day.npy",
      "  ./steer extract ' Happy' ' Sad' --minus ' Rush' --minus ' Avoid' --site 1 \\",
      "    --out /tmp/moods.npy"
    })
public final class ExtractCommand extends MeshCommand {

  private static final int SHOWN_VALUES = 4;

  /** The position of a row that is the difference of others. */
  private static final int NOWHERE = -1;

  @Mixin private OutputForm output;

  @Parameters(arity = "1..*", paramLabel = "TEXT", description = "Texts, each one example.")
  private List<String> texts;

  @Option(
      names = "--minus",
      paramLabel = "TEXT",
      description =
          "A text that the others are set apart from; repeatable. Gives one row for each site, the"
              + " mean over the rows of the texts minus the mean over the rows of these.")
  private List<String> minus = List.of();

  @Option(
      names = "--completion",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "The beginning of the answer to each text, for example '(A)'.")
  private String completion;

  @Option(
      names = "--site",
      paramLabel = "SITE",
      description =
          "Where: BLOCK, or BLOCK/attention, BLOCK/mlp, BLOCK/mlp_input; repeatable. Default: the"
              + " output of the last block.")
  private List<Site> sites = List.of();

  @Option(
      names = "--positions",
      paramLabel = "RULE",
      defaultValue = "last-of-input",
      description =
          "all, all-but-bos, last-of-prompt, from-last-of-prompt, last-of-input, answer-letter,"
              + " prompt-only, marker:TEXT or indices such as 0,3,-1. Default: ${DEFAULT-VALUE}.")
  private Positions positions;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write to this .npy or .safetensors file, as float32.")
  private Optional<Path> file = Optional.empty();

  /** A command that prints to the context's terminal. */
  public ExtractCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    file.ifPresent(path -> requireKnownEnding(path.toString()));
    CaptureHeader header =
        CaptureHeader.newBuilder()
            .addAllSites(sites.isEmpty() ? List.of(lastBlock(mesh)) : sites)
            .setPositions(positions)
            .build();
    List<CaptureExample> examples = new ArrayList<>();
    Stream.concat(texts.stream(), minus.stream())
        .forEach(text -> examples.add(example(Integer.toString(examples.size()), text)));
    List<Capture.Row> captured = Capture.run(mesh.activationStreams(), header, examples);
    List<Capture.Row> rows = minus.isEmpty() ? captured : contrast(captured);
    file.ifPresent(path -> write(path, rows));
    if (output.isJson()) {
      terminal().result(json(rows).toString());
    } else {
      print(table(rows));
      file.ifPresent(path -> terminal().note("wrote " + path.toAbsolutePath()));
    }
  }

  /** A row for each site; it is of no text, and at no position. */
  private List<Capture.Row> contrast(List<Capture.Row> rows) {
    Contrast contrast = new Contrast(row -> Integer.parseInt(row.exampleId()) >= texts.size());
    List<Capture.Row> directions = new ArrayList<>();
    contrast
        .of(rows)
        .forEach((site, values) -> directions.add(new Capture.Row("-", site, NOWHERE, values)));
    return directions;
  }

  private void requireKnownEnding(String name) {
    boolean single = name.endsWith(".npy") && sites.size() <= 1;
    if (!single && !(name.endsWith(".safetensors") && minus.isEmpty())) {
      throw new SteerException(
          ExitCode.USAGE,
          "--out takes a .npy file for one site"
              + (minus.isEmpty() ? ", or a .safetensors file" : ", and no other with --minus"));
    }
  }

  private static Site lastBlock(MeshClient mesh) {
    int blocks =
        MeshClient.unary(mesh.activation())
            .getModel(GetModelRequest.getDefaultInstance())
            .getBlockCount();
    return Sites.parse(Integer.toString(blocks - 1));
  }

  private CaptureExample example(String id, String text) {
    return CaptureExample.newBuilder()
        .setId(id)
        .setInput(
            Input.newBuilder()
                .setPrompt(Prompt.newBuilder().setText(TextPrompt.newBuilder().setText(text)))
                .setCompletion(completion))
        .build();
  }

  private void write(Path path, List<Capture.Row> rows) {
    SequencedMap<String, List<float[]>> tensors = new LinkedHashMap<>();
    for (Capture.Row row : rows) {
      tensors
          .computeIfAbsent("site." + Sites.show(row.site()), key -> new ArrayList<>())
          .add(row.values());
    }
    int width = rows.isEmpty() ? 0 : rows.getFirst().values().length;
    try {
      if (!minus.isEmpty()) {
        NpyFile.write(path, rows.getFirst().values());
      } else if (path.toString().endsWith(".npy")) {
        NpyFile.write(path, rows.stream().map(Capture.Row::values).toList(), width);
      } else {
        SafetensorsFile.write(path, tensors, width);
      }
    } catch (IOException e) {
      throw FileProblem.writing(path, e);
    }
  }

  private static Table table(List<Capture.Row> rows) {
    Table table =
        new Table()
            .numbers("TEXT")
            .numbers("SITE")
            .numbers("POSITION")
            .numbers("NORM")
            .words("VALUES");
    for (Capture.Row row : rows) {
      StringBuilder values = new StringBuilder();
      for (int i = 0; i < Math.min(SHOWN_VALUES, row.values().length); i++) {
        values.append("%9s  ".formatted(Shown.decimal(row.values()[i], 4)));
      }
      table.row(
          row.exampleId(),
          Sites.show(row.site()),
          row.position() == NOWHERE ? "-" : Integer.toString(row.position()),
          Shown.decimal(row.norm(), 3),
          values + "...");
    }
    return table;
  }

  private static JsonObject json(List<Capture.Row> rows) {
    JsonArray all = new JsonArray();
    for (Capture.Row row : rows) {
      JsonArray values = new JsonArray();
      for (float value : row.values()) {
        values.add(value);
      }
      JsonObject entry = new JsonObject();
      if (row.position() != NOWHERE) {
        entry.addProperty("text", Integer.parseInt(row.exampleId()));
        entry.addProperty("position", row.position());
      }
      entry.addProperty("site", Sites.show(row.site()));
      entry.addProperty("norm", row.norm());
      entry.add("values", values);
      all.add(entry);
    }
    JsonObject result = new JsonObject();
    result.add("activations", all);
    return result;
  }
}
