package org.steermesh.cli.declaration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.Declaration;

/**
 * A declared experiment in a YAML file: the fields of the contract's {@code Declaration}, and
 * {@code id}, the name of the evaluation.
 */
public final class DeclarationFile {

  private static final String ID = "id";

  private DeclarationFile() {}

  /**
   * Reads a declaration.
   *
   * @param settings values that replace those of the file, {@code PATH=VALUE}
   * @throws SteerException with line and column of everything that is wrong
   */
  public static CreateEvaluationRequest read(Path file, List<String> settings) {
    String label = YamlNodes.label(file);
    Node root =
        YamlNodes.compose(label, text(file))
            .orElseThrow(() -> new SteerException(ExitCode.USAGE, label + " is empty"));
    for (String setting : settings) {
      root = Setting.parse(setting).applied(root);
    }
    Path folder = file.toAbsolutePath().normalize().getParent();
    Problems problems = new Problems();
    CreateEvaluationRequest.Builder request = CreateEvaluationRequest.newBuilder();
    MessageReader reader =
        new MessageReader(new Includes(folder == null ? Path.of("") : folder), problems);
    reader.read(declaration(root, request), request.getDeclarationBuilder());
    Declaration declared = request.getDeclaration();
    if (declared.getExperimentCase() == Declaration.ExperimentCase.EXPERIMENT_NOT_SET) {
      String kinds =
          String.join(
              ", ",
              Declaration.getDescriptor().getOneofs().getFirst().getFields().stream()
                  .map(field -> field.getName())
                  .toList());
      problems.add(root, "no experiment is declared: one of " + kinds + " is needed");
    }
    problems.refuseIfAny();
    return request.build();
  }

  /** Takes the name out, which is not a field of the declaration. */
  private static Node declaration(Node root, CreateEvaluationRequest.Builder request) {
    if (!(root instanceof MappingNode mapping)) {
      return root;
    }
    List<NodeTuple> rest = new ArrayList<>();
    for (NodeTuple entry : mapping.getValue()) {
      if (entry.getKeyNode() instanceof ScalarNode key
          && key.getValue().equals(ID)
          && entry.getValueNode() instanceof ScalarNode id) {
        request.setEvaluationId(Names.evaluationId(id.getValue()));
      } else {
        rest.add(entry);
      }
    }
    return new MappingNode(
        mapping.getTag(),
        true,
        rest,
        mapping.getFlowStyle(),
        mapping.getStartMark(),
        mapping.getEndMark());
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > 4L * YamlNodes.MOST_CHARACTERS) {
        throw new SteerException(
            ExitCode.USAGE,
            file
                + " has "
                + Files.size(file)
                + " bytes; a declaration has at most "
                + YamlNodes.MOST_CHARACTERS
                + " characters");
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw FileProblem.reading(file, e);
    }
  }
}
