package org.steermesh.host.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The tiny random checkpoint that tests host, and what a correct service does with it. */
public final class Golden {

  private static final Path DIRECTORY = Path.of(System.getProperty("golden.directory"));
  private static final ObjectMapper JSON = new ObjectMapper();

  private Golden() {}

  /** The checkpoint's folder. */
  public static Path model() {
    return DIRECTORY.resolve("model");
  }

  /** The folder of the checkpoint's sparse autoencoders: jumprelu, relu, topk, and a params.npz. */
  public static Path saes() {
    return DIRECTORY.resolve("sae");
  }

  /** The prompt of every run. */
  public static List<Integer> prompt() {
    return integers(runs().get("prompt"));
  }

  /** The 32 tokens that a run generates greedily. */
  public static List<Integer> greedy(String run) {
    for (JsonNode node : runs().get("runs")) {
      if (node.get("name").asText().equals(run)) {
        return integers(node.get("greedy"));
      }
    }
    throw new IllegalArgumentException("no run " + run);
  }

  /** A steering vector that the runs use: [64], or of the 256 features, {@code sas}. */
  public static float[] vector(String name) {
    try {
      ByteBuffer file =
          ByteBuffer.wrap(Files.readAllBytes(DIRECTORY.resolve("ref/vectors.safetensors")))
              .order(ByteOrder.LITTLE_ENDIAN);
      int headerLength = Math.toIntExact(file.getLong());
      String header = new String(file.array(), Long.BYTES, headerLength, StandardCharsets.UTF_8);
      JsonNode offsets = JSON.readTree(header).get(name).get("data_offsets");
      int begin = Long.BYTES + headerLength + offsets.get(0).asInt();
      float[] values = new float[(offsets.get(1).asInt() - offsets.get(0).asInt()) / Float.BYTES];
      file.position(begin);
      file.asFloatBuffer().get(values);
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode runs() {
    try {
      return JSON.readTree(DIRECTORY.resolve("ref/runs.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Integer> integers(JsonNode array) {
    List<Integer> values = new ArrayList<>();
    array.forEach(node -> values.add(node.asInt()));
    return values;
  }
}
