package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.checkpoint.TensorFile;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.KeyValueCache;
import org.steermesh.engine.decoder.PassResult;
import org.steermesh.engine.decoder.Point;
import org.steermesh.engine.decoder.Tap;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.steering.EditPlan;
import org.steermesh.engine.steering.PlannedEdits;
import org.steermesh.engine.steering.SteeredSequence;

/** Every tensor of every golden run, within 1e-4 of its root mean square, and all greedy tokens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoldenTest {

  private static final double TOLERANCE = 1e-4;

  private final List<Opened> models = new ArrayList<>();

  /** A golden case with its decoder. */
  record Opened(GoldenCase golden, Checkpoint checkpoint, Decoder decoder) {
    static Opened open(String name) {
      GoldenCase golden = new GoldenCase(name);
      Checkpoint checkpoint = Checkpoint.open(golden.model());
      return new Opened(golden, checkpoint, Decoder.load(checkpoint, WeightFormat.F32, 1));
    }
  }

  /** One run of one case. */
  record Example(Opened model, GoldenCase.Run run) {
    @Override
    public String toString() {
      return model.golden() + " " + run;
    }

    EditPlan plan() {
      return EditPlan.of(
          List.of(new SteeredSequence(GoldenCase.sequence(run.prompt()), run.edits())));
    }

    int blocks() {
      return model.decoder().config().blocks();
    }
  }

  @BeforeAll
  void open() {
    GoldenCase.ALL.forEach(name -> models.add(Opened.open(name)));
  }

  @AfterAll
  void close() {
    for (Opened model : models) {
      model.decoder().close();
      model.checkpoint().close();
    }
  }

  Stream<Example> runs() {
    return models.stream()
        .flatMap(model -> model.golden().runs().stream().map(run -> new Example(model, run)));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void promptPassGivesTheReferenceTensors(Example example) {
    TensorFile expected = example.model().golden().tensors(example.run().name());
    Map<String, float[]> actual = promptPass(example);
    for (String name : expected.names()) {
      if (!name.equals("greedy_logits")) {
        assertThat(actual).containsKey(name);
        float[] values = actual.getOrDefault(name, new float[0]);
        assertThat(GoldenCase.error(values, expected.get(name))).as(name).isLessThan(TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("runs")
  void decodingWithTheCacheGivesTheReferenceTokens(Example example) {
    float[] expected = example.model().golden().tensors(example.run().name()).get("greedy_logits");
    float[] actual = decode(example);
    assertThat(GoldenCase.error(actual, expected)).isLessThan(TOLERANCE);
    int vocabulary = example.model().decoder().config().vocabulary();
    int[] greedy = example.run().greedy();
    int[] likeliest = new int[greedy.length];
    for (int i = 0; i < greedy.length; i++) {
      likeliest[i] = likeliest(Arrays.copyOfRange(actual, i * vocabulary, (i + 1) * vocabulary));
    }
    assertThat(likeliest).isEqualTo(greedy);
  }

  /** Reads stand after the edits of their point, as in the reference. */
  private static Map<String, float[]> promptPass(Example example) {
    int[] prompt = example.run().prompt();
    long[] all = LongStream.range(0, prompt.length).toArray();
    List<Tap> reads = new ArrayList<>();
    for (int block = 0; block < example.blocks(); block++) {
      for (Point point : Point.values()) {
        reads.add(Tap.read(block, point, all));
      }
    }
    Map<String, float[]> tensors = new LinkedHashMap<>();
    Decoder decoder = example.model().decoder();
    try (EditPlan plan = example.plan();
        KeyValueCache cache = decoder.newCache(1, 1, prompt.length)) {
      Window window = Window.of(new int[][] {prompt}, new int[1]);
      List<Tap> edits = plan.plan(window, example.blocks()).taps();
      List<Tap> taps =
          Stream.of(List.of(Tap.read(0, Point.RESID_PRE, all)), edits, reads)
              .flatMap(List::stream)
              .toList();
      try (PassResult result = decoder.run(window, cache, taps, example.blocks(), all)) {
        for (int i = 0; i < reads.size(); i++) {
          tensors.put(name(reads.get(i)), result.taps().get(1 + edits.size() + i));
        }
        tensors.put("embed", result.taps().get(0));
        tensors.put("final_norm", result.normed().toFloats());
        tensors.put("logits", decoder.logits(result.normed()));
      }
    }
    return tensors;
  }

  private static String name(Tap tap) {
    return tap.point().name().toLowerCase(Locale.ROOT) + "." + tap.block();
  }

  private static float[] decode(Example example) {
    int[] prompt = example.run().prompt();
    int[] greedy = example.run().greedy();
    Decoder decoder = example.model().decoder();
    int vocabulary = decoder.config().vocabulary();
    float[] all = new float[greedy.length * vocabulary];
    try (EditPlan plan = example.plan();
        KeyValueCache cache = decoder.newCache(example.blocks(), 1, prompt.length)) {
      int[] tokens = prompt;
      int position = 0;
      for (int i = 0; i < greedy.length; i++) {
        Window window = Window.of(new int[][] {tokens}, new int[] {position});
        PlannedEdits edits = plan.plan(window, example.blocks());
        long[] last = {tokens.length - 1};
        try (PassResult result = decoder.run(window, cache, edits.taps(), example.blocks(), last)) {
          System.arraycopy(decoder.logits(result.normed()), 0, all, i * vocabulary, vocabulary);
        }
        position += tokens.length;
        tokens = new int[] {greedy[i]};
      }
    }
    return all;
  }

  private static int likeliest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }
}
