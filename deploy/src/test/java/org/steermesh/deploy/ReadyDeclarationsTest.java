package org.steermesh.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.steermesh.cli.declaration.DeclarationFile;
import org.steermesh.eval.v1.Declaration;

/** The declarations that come with the project are declarations. */
final class ReadyDeclarationsTest {

  @Test
  void everyFileDeclaresAnExperiment() throws IOException {
    try (Stream<Path> files = Files.list(SteerProcess.home().resolve("deploy/evaluations"))) {
      List<Path> declared = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      assertThat(declared).hasSizeGreaterThan(10);
      for (Path file : declared) {
        Declaration declaration = DeclarationFile.read(file, List.of()).getDeclaration();
        assertThat(declaration.getExperimentCase())
            .as(file.toString())
            .isNotEqualTo(Declaration.ExperimentCase.EXPERIMENT_NOT_SET);
      }
    }
  }
}
