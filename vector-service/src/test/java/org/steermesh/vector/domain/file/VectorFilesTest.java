package org.steermesh.vector.domain.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;

/** What is written is read again bit for bit, and what other programs wrote is read right. */
final class VectorFilesTest {

  private static final Site BLOCK_1 = new Site(1, Target.RESIDUAL);
  private static final Site BLOCK_2 = new Site(2, Target.RESIDUAL);

  @Test
  void aControlVectorComesBackBitForBit() {
    Gguf read = Gguf.read(ByteBuffer.wrap(Files.gguf()), Files.LIMITS);

    assertThat(read.modelHint()).isEqualTo("llama");
    assertThat(read.directions()).containsOnlyKeys(1, 2);
    assertSame(read.directions().get(1), Files.ONE);
    assertSame(read.directions().get(2), Files.TWO);
    assertThat(Files.gguf(read)).isEqualTo(Files.gguf());
  }

  @Test
  void aControlVectorThatTheToolsOfLlamaCppWroteIsRead() {
    Gguf read = Gguf.read(buffer("gguf-py.gguf"), Files.LIMITS);

    assertThat(read.modelHint()).isEqualTo("llama");
    assertSame(read.directions().get(1), new float[] {1.5f, -2, 0.25f, 8});
    assertSame(read.directions().get(3), new float[] {-1, 0.5f, 3, 1e-30f});
  }

  /** Its export wrote the file: the reader beside it in llama.cpp takes what that writes. */
  @Test
  void aControlVectorThatLlamaCppWroteIsReadAndWrittenAsItIs() {
    Gguf read = Gguf.read(buffer("llama-cpp.gguf"), Files.LIMITS);

    assertThat(read.modelHint()).isEqualTo("llama");
    assertThat(read.directions()).containsOnlyKeys(1, 2);
    assertSame(read.directions().get(1), new float[] {1e-30f, -0.53125f, 0.5625f, 1});
    assertSame(read.directions().get(2), new float[] {2e-30f, -1.03125f, 1.0625f, 5 / 3f});
    assertThat(Files.written(to -> read.write(Map.of(), to)))
        .isEqualTo(Files.resource("llama-cpp.gguf"));
  }

  @Test
  void safetensorsComeBackWithTheirSites() {
    Safetensors read = Safetensors.read(ByteBuffer.wrap(Files.safetensors()), Files.LIMITS);
    SortedMap<Site, float[]> sites =
        TensorSites.of(
            VectorFileFormat.SAFETENSORS,
            read.floats(Files.LIMITS),
            BlockConvention.BLOCK_OUTPUT,
            null);

    assertThat(read.metadata()).containsEntry("made", "by hand");
    assertThat(sites).containsOnlyKeys(BLOCK_1, new Site(2, Target.MLP));
    assertSame(sites.get(BLOCK_1), Files.ONE);
  }

  @Test
  void arraysOfNumPyAreReadAndWrittenAsNumPyDoes() {
    FileTensor read = Npy.read(buffer("numpy.npy"), Files.LIMITS);

    assertThat(read.shape()).containsExactly(2, 3);
    assertSame(read.values(), new float[] {0, 1, 2, 3, 4, 5});
    assertThat(Files.written(to -> Npy.write(to, read.values(), 2, 3)))
        .isEqualTo(Files.resource("numpy.npy"));
    assertThat(Npz.read(buffer("numpy.npz"), Files.LIMITS))
        .extracting(FileTensor::name)
        .containsExactly("layer.1", "layer.2");
  }

  @Test
  void everyNumberOfAnotherConventionIsConverted() {
    SortedMap<Site, float[]> sites =
        TensorSites.of(
            VectorFileFormat.NPZ,
            Npz.read(ByteBuffer.wrap(Files.npz()), Files.LIMITS),
            BlockConvention.HIDDEN_STATES,
            null);

    assertThat(sites).containsOnlyKeys(new Site(0, Target.RESIDUAL), BLOCK_1);
    assertThat(TensorSites.nameOf(BLOCK_2, BlockConvention.HIDDEN_STATES))
        .isEqualTo("hidden_states.3");
  }

  @Test
  void rowsOfOneArrayAreBlocksAndRowsOfZerosAreNone() {
    FileTensor rows = new FileTensor("", new int[] {3, 2}, new float[] {0, 0, 1, 2, 3, 4});
    SortedMap<Site, float[]> sites =
        TensorSites.of(VectorFileFormat.NPY, List.of(rows), BlockConvention.BLOCK_OUTPUT, null);

    assertThat(sites).containsOnlyKeys(BLOCK_1, BLOCK_2);
    assertSame(sites.get(BLOCK_2), new float[] {3, 4});
  }

  @Test
  void aSavedTensorOfPyTorchIsReadWithoutRunningItsPickle() {
    List<FileTensor> made = TorchFile.read(ByteBuffer.wrap(Files.torch()), Files.LIMITS);
    assertSame(made.getFirst().values(), Files.ONE);

    List<FileTensor> vector = TorchFile.read(buffer("torch-vector.pt"), Files.LIMITS);
    assertThat(vector).hasSize(1);
    assertSame(vector.getFirst().values(), new float[] {1.5f, -2, 0.25f, 8});

    List<FileTensor> layers = TorchFile.read(buffer("torch-layers.pt"), Files.LIMITS);
    assertThat(layers).extracting(FileTensor::name).containsExactly("10", "11");
    assertSame(layers.get(0).values(), new float[] {1, 2, 3, 4});
    assertThat(layers.get(1).values()).as("half, a row of a transposed matrix").hasSize(4);
    assertSame(layers.get(1).values(), new float[] {0, 2, 4, 6});
  }

  @Test
  void aBundleComesBackWhole() {
    Bundle read = Bundle.read(ByteBuffer.wrap(Files.bundle()), Files.LIMITS);

    assertThat(read.version()).isEqualTo("{}");
    assertThat(read.card()).isEqualTo("# card");
    assertThat(Files.written(read::write)).isEqualTo(Files.bundle());
  }

  private static void assertSame(float @Nullable [] found, float[] expected) {
    assertThat(Files.bytes(Objects.requireNonNull(found))).isEqualTo(Files.bytes(expected));
  }

  private static ByteBuffer buffer(String name) {
    return ByteBuffer.wrap(Files.resource(name));
  }
}
