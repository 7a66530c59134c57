package org.steermesh.activation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.contract.SaeName;

class SaeFilesTest {

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void resolve() throws IOException {
    folder = temporary.toRealPath();
  }

  @Test
  void anAutoencoderIsNamedByItsPathBelowTheFolderSearched() throws IOException {
    Path scope = write("scope/layer_12/width_16k/average_l0_82", "params.npz");
    Path own = write("own/512", "cfg.json", "sae_weights.safetensors");
    write("own/half-written", "cfg.json");

    assertThat(SaeFiles.find(List.of(folder.resolve("scope"), folder.resolve("own"))))
        .containsEntry(new SaeName("layer-12-width-16k-average-l0-82"), scope)
        .containsEntry(new SaeName("sae-512"), own)
        .hasSize(2);
    assertThat(SaeFiles.find(List.of(own))).containsOnlyKeys(new SaeName("sae-512"));
  }

  @Test
  void aNameThatIsTakenGetsANumber() throws IOException {
    write("a/wide", "params.npz");
    Path second = write("b/wide", "params.npz");
    Path third = write("c/Wide", "params.npz");

    assertThat(
            SaeFiles.find(List.of(folder.resolve("a"), folder.resolve("b"), folder.resolve("c"))))
        .containsEntry(new SaeName("wide-2"), second)
        .containsEntry(new SaeName("wide-3"), third)
        .hasSize(3);
  }

  @Test
  void aLinkToAFolderIsLookedThrough() throws IOException {
    write("real/x", "params.npz");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));

    assertThat(SaeFiles.find(List.of(link))).containsOnlyKeys(new SaeName("x"));
  }

  @Test
  void aFolderThatIsNotThereIsRefusedByItsName() {
    assertThatIOException()
        .isThrownBy(() -> SaeFiles.find(List.of(folder.resolve("absent"))))
        .withMessageContaining("absent");
  }

  private Path write(String path, String... files) throws IOException {
    Path made = Files.createDirectories(folder.resolve(path));
    for (String file : files) {
      Files.writeString(made.resolve(file), "");
    }
    return made;
  }
}
