package org.steermesh.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MeshLogTest {

  @TempDir Path folder;

  @Test
  void warningsOfTheTensorLibraryGoToTheFileOnly() throws IOException {
    List<String> read = new ArrayList<>();
    Consumer<String> generation = MeshLog.merged(read::add, false).open(folder, "generation");
    generation.accept("[W1121 11:55:43.477527361 LegacyTypeDispatch.h:74] Warning: is deprecated");
    generation.accept("INFO  [ModelHost] loaded");

    assertThat(read).hasSize(1).first().asString().endsWith("generation INFO  [ModelHost] loaded");
    assertThat(Files.readAllLines(folder.resolve("generation.log"))).hasSize(2);
  }
}
