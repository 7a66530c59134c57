package org.steermesh.vector.domain.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The zip form of {@code torch.save}: a pickle that says which tensors there are, and an entry per
 * storage. The older form, a bare pickle, is refused.
 */
public final class TorchFile {

  private static final VectorFileFormat FORMAT = VectorFileFormat.TORCH;
  private static final String PICKLE = "/data.pkl";
  private static final int LARGEST_PICKLE = 1 << 20;
  private static final int DEEPEST = 3;
  private static final byte[] LITTLE = "little".getBytes(StandardCharsets.US_ASCII);

  /** Lists of one list many times are few bytes and many things. */
  private static final int MOST_THINGS = 1 << 16;

  private final Map<String, ByteBuffer> entries;
  private final String folder;
  private final FileLimits limits;
  private final List<FileTensor> tensors = new ArrayList<>();
  private long numbers;
  private int things;

  private TorchFile(Map<String, ByteBuffer> entries, String folder, FileLimits limits) {
    this.entries = entries;
    this.folder = folder;
    this.limits = limits;
  }

  /** Reads the tensors of a file, named by the keys that lead to them, joined by dots. */
  public static List<FileTensor> read(ByteBuffer file, FileLimits limits) {
    Map<String, ByteBuffer> entries = ZipArchive.read(FORMAT, file, limits);
    List<String> pickles = entries.keySet().stream().filter(name -> name.endsWith(PICKLE)).toList();
    if (pickles.size() != 1) {
      throw InvalidFile.because(FORMAT, "it has not one data.pkl");
    }
    String folder = pickles.getFirst().replace(PICKLE, "/");
    checkOrder(entries.get(folder + "byteorder"));
    ByteBuffer pickle = Objects.requireNonNull(entries.get(pickles.getFirst()));
    if (pickle.remaining() > LARGEST_PICKLE) {
      throw InvalidFile.because(FORMAT, "its pickle has more than " + LARGEST_PICKLE + " bytes");
    }
    TorchFile read = new TorchFile(entries, folder, limits);
    read.collect("", PickleReader.read(pickle), 0);
    return read.tensors;
  }

  private static void checkOrder(@Nullable ByteBuffer order) {
    if (order != null && !order.equals(ByteBuffer.wrap(LITTLE))) {
      throw InvalidFile.because(FORMAT, "its numbers are not little-endian");
    }
  }

  private void collect(String name, Pickled value, int depth) {
    if (depth > DEEPEST) {
      throw InvalidFile.because(FORMAT, "its tensors are nested too deep");
    }
    if (++things > MOST_THINGS) {
      throw InvalidFile.because(FORMAT, "it holds more than " + MOST_THINGS + " things");
    }
    limits.checkTensors(FORMAT, tensors.size());
    switch (value) {
      case Pickled.TensorOf tensor -> tensors.add(read(name, tensor));
      case Pickled.Dictionary(Map<String, Pickled> items) ->
          items.forEach((key, item) -> collect(joined(name, key), item, depth + 1));
      case Pickled.Listed(List<Pickled> items) -> collectAll(name, items, depth);
      case Pickled.Tuple(List<Pickled> items) -> collectAll(name, items, depth);
      case Pickled.Scalar _,
          Pickled.Whole _,
          Pickled.Text _,
          Pickled.Known _,
          Pickled.Storage _ -> {
        // Something beside the tensors.
      }
    }
  }

  private void collectAll(String name, List<Pickled> items, int depth) {
    for (int i = 0; i < items.size(); i++) {
      collect(joined(name, Integer.toString(i)), items.get(i), depth + 1);
    }
  }

  private static String joined(String name, String key) {
    return name.isEmpty() ? key : name + "." + key;
  }

  private FileTensor read(String name, Pickled.TensorOf tensor) {
    NumberForm form = NumberForm.ofStorage(tensor.storage().type());
    ByteBuffer bytes = entries.get(folder + "data/" + tensor.storage().key());
    if (form == null || bytes == null) {
      throw InvalidFile.because(FORMAT, "a storage of a tensor is not there");
    }
    if (tensor.storage().count() != bytes.remaining() / form.size()) {
      throw InvalidFile.because(FORMAT, "a storage of a tensor lies about its size");
    }
    int count = Shapes.count(FORMAT, tensor.shape(), limits.bytes() / Float.BYTES);
    numbers += count;
    limits.checkBytes(numbers * Float.BYTES);
    float[] values = new float[count];
    int stored = bytes.remaining() / form.size();
    for (int i = 0; i < count; i++) {
      long at = place(tensor, i);
      if (at < 0 || at >= stored) {
        throw InvalidFile.because(FORMAT, "a tensor reaches beyond its storage");
      }
      values[i] = form.get(bytes, (int) at);
    }
    return new FileTensor(name, tensor.shape(), values);
  }

  /** Where a number of the tensor, counted row-major, lies in its storage; -1 far outside. */
  private static long place(Pickled.TensorOf tensor, int index) {
    long at = tensor.offset();
    int rest = index;
    for (int dimension = tensor.shape().length - 1; dimension >= 0; dimension--) {
      long stride = tensor.strides()[dimension];
      if (stride > Integer.MAX_VALUE || at > Integer.MAX_VALUE) {
        return -1;
      }
      at += rest % tensor.shape()[dimension] * stride;
      rest /= tensor.shape()[dimension];
    }
    return at;
  }
}
