package org.steermesh.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.checkpoint.LinearModule;
import org.steermesh.engine.checkpoint.LoraAdapter;
import org.steermesh.engine.checkpoint.SafetensorsWriter;
import org.steermesh.engine.checkpoint.SafetensorsWriter.NamedTensor;
import org.steermesh.engine.checkpoint.StoredTensor;

/** An adapter of every matrix of a model, and the model whose weights it was merged into. */
final class RandomAdapter {

  private static final int RANK = 3;
  private static final double ALPHA = 6;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Random random = new Random(11);
  private final Path model;
  private final List<NamedTensor> adapter = new ArrayList<>();
  private final Map<String, float[]> added = new LinkedHashMap<>();

  private RandomAdapter(Path model) {
    this.model = model;
  }

  /** Writes the adapter to {@code adapter} and the merged model to {@code merged}. */
  static void write(Path model, Path adapter, Path merged) throws IOException {
    RandomAdapter made = new RandomAdapter(model);
    try (Checkpoint checkpoint = Checkpoint.open(model)) {
      LinearModule.of(checkpoint.config()).forEach(made::add);
      made.writeAdapter(adapter);
      made.writeMerged(checkpoint, merged);
    }
  }

  private void add(LinearModule module) {
    float[] a = gaussian(RANK * module.in());
    float[] b = gaussian(module.out() * RANK);
    adapter.add(new NamedTensor(LoraAdapter.nameOfA(module.name()), List.of(RANK, module.in()), a));
    adapter.add(
        new NamedTensor(LoraAdapter.nameOfB(module.name()), List.of(module.out(), RANK), b));
    float[] product = new float[module.out() * module.in()];
    for (int i = 0; i < product.length; i++) {
      double sum = 0;
      for (int k = 0; k < RANK; k++) {
        sum += (double) b[i / module.in() * RANK + k] * a[k * module.in() + i % module.in()];
      }
      product[i] = (float) (sum * ALPHA / RANK);
    }
    added.put(module.name() + ".weight", product);
  }

  private float[] gaussian(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (0.2 * random.nextGaussian());
    }
    return values;
  }

  private void writeAdapter(Path folder) throws IOException {
    Files.createDirectories(folder);
    ObjectNode config = JSON.createObjectNode();
    config.put("peft_type", "LORA").put("r", RANK).put("lora_alpha", ALPHA);
    config.put("target_modules", "(model\\.layers\\..*|lm_head)");
    Files.writeString(folder.resolve("adapter_config.json"), config.toString());
    SafetensorsWriter.write(folder.resolve(LoraAdapter.WEIGHTS), adapter);
  }

  private void writeMerged(Checkpoint checkpoint, Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(model)) {
      for (Path file : files.filter(each -> !each.toString().contains("safetensors")).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    List<NamedTensor> tensors = new ArrayList<>();
    for (StoredTensor stored : checkpoint.tensors().values()) {
      float[] values = floats(stored);
      float[] more = added.getOrDefault(stored.name(), new float[values.length]);
      IntStream.range(0, values.length).forEach(i -> values[i] += more[i]);
      List<Integer> shape = Stream.of(stored.shape()).flatMap(RandomAdapter::boxed).toList();
      tensors.add(new NamedTensor(stored.name(), shape, values));
    }
    SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors);
  }

  private static Stream<Integer> boxed(long[] shape) {
    return IntStream.range(0, shape.length).mapToObj(i -> (int) shape[i]);
  }

  private static float[] floats(StoredTensor stored) {
    if (stored.dtype().equals("F32")) {
      return stored.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }
    short[] halves = stored.data().toArray(ValueLayout.JAVA_SHORT_UNALIGNED);
    float[] values = new float[halves.length];
    for (int i = 0; i < halves.length; i++) {
      values[i] = Float.intBitsToFloat(halves[i] << Short.SIZE);
    }
    return values;
  }
}
