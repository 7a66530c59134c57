package org.steermesh.cli.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WholeFileTest {

  @TempDir Path folder;

  @Test
  void aFileIsReplacedAtOnceAndNothingElseIsLeft() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    int length =
        WholeFile.write(
            file,
            part -> {
              Files.writeString(part, "new content");
              assertThat(file).hasContent("old");
              return 11;
            });
    assertThat(length).isEqualTo(11);
    assertThat(file).hasContent("new content");
    assertThat(names()).containsExactly("file");
  }

  @Test
  void aFailureLeavesTheFileAsItWas() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    assertThatThrownBy(() ->
            WholeFile.write(
                file,
                part -> {
                  Files.writeString(part, "half");
                  throw new IOException("the disk is full");
                }))
        .hasMessage("the disk is full");
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("file");
  }

  @Test
  void aNewFileIsAsReadableAsAnyOther() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "");
    Path file = folder.resolve("file");
    WholeFile.write(file, part -> Files.writeString(part, "new"));
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(other));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }
}
