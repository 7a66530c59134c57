package org.steermesh.cli.command;

import com.google.gson.JsonObject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.demo.training.TrainingPlan;
import org.steermesh.cli.demo.world.DocumentGenerator;
import org.steermesh.cli.demo.world.World;
import org.steermesh.cli.file.FileProblem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code steer sae demo-text}: what the demo model reads while its autoencoders are trained. */
@Command(
    name = "demo-text",
    description = {
      "Write documents of the demo model's world, to train autoencoders on.",
      "One JSON object a line, whose text is a document. They are of the kinds that the model was"
          + " trained on, without the practice that came first; another seed gives others."
    },
    footer = {"", "Example:", "  ./steer sae demo-text --documents 12000 --out /tmp/world.jsonl"})
public final class SaeDemoTextCommand implements Callable<Integer> {

  private static final long MOST_DOCUMENTS = 10_000_000;

  private final Context context;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "File to write, .jsonl.")
  private Path out = Path.of(".");

  @Option(
      names = "--documents",
      paramLabel = "N",
      defaultValue = "12000",
      description = "How many; 12000 are about 1.5 million tokens. Default: ${DEFAULT-VALUE}.")
  private long documents;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1001",
      description = "Of the documents. Default: ${DEFAULT-VALUE}.")
  private long seed;

  /** A command that prints to the context's terminal. */
  public SaeDemoTextCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (documents < 1 || documents > MOST_DOCUMENTS) {
      throw new SteerException(
          ExitCode.USAGE, "--documents " + documents + " must be from 1 to " + MOST_DOCUMENTS);
    }
    if (!out.toString().endsWith(".jsonl")) {
      throw new SteerException(ExitCode.USAGE, "--out " + out + " must end in .jsonl");
    }
    DocumentGenerator generator =
        new DocumentGenerator(new World(), TrainingPlan.DEMO.stages().getLast().documents(), seed);
    try (BufferedWriter writer = Files.newBufferedWriter(out)) {
      for (long i = 0; i < documents; i++) {
        JsonObject line = new JsonObject();
        line.addProperty("text", generator.document(DocumentGenerator.PRACTICE + i).text());
        writer.write(line + "\n");
      }
    } catch (IOException e) {
      throw FileProblem.writing(out, e);
    }
    context.terminal().note("wrote " + documents + " documents to " + out);
    return ExitCode.OK.status();
  }
}
