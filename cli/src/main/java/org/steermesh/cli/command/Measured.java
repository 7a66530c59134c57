package org.steermesh.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.Declaration;
import org.steermesh.eval.v1.ItemRange;
import org.steermesh.type.v1.PromptLayout;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every experiment is asked beside what it steers. */
final class Measured {

  @Mixin private Layout layout;

  @Option(
      names = "--items",
      paramLabel = "N",
      defaultValue = "0",
      description = "Use the first N items. Default: all.")
  private long items;

  @Option(
      names = "--neutral",
      paramLabel = "FILE",
      description = "Texts for perplexity, one per line. Default: no perplexity.")
  private Optional<Path> neutral = Optional.empty();

  @Option(
      names = "--id",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Name of the evaluation. Default: chosen by the service.")
  private String id;

  @Option(
      names = "--description",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "A note for people.")
  private String description;

  PromptLayout layout(MeshClient mesh) {
    return layout.resolve(mesh);
  }

  long itemCount() {
    return items;
  }

  ItemRange items(MeshClient mesh, String dataset) {
    return ItemRange.newBuilder()
        .setDataset(Names.dataset(dataset))
        .setItemCount(items)
        .setLayout(layout.resolve(mesh))
        .build();
  }

  List<String> neutralTexts() {
    return neutral.map(Measured::lines).orElse(List.of());
  }

  CreateEvaluationRequest request(Declaration.Builder experiment) {
    return CreateEvaluationRequest.newBuilder()
        .setEvaluationId(Names.evaluationId(id))
        .setDeclaration(experiment.setDescription(description))
        .build();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw FileProblem.reading(file, e);
    }
  }
}
