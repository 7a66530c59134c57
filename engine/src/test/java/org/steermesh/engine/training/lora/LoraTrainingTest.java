package org.steermesh.engine.training.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelOptions;
import org.steermesh.engine.ScoreRequest;
import org.steermesh.engine.checkpoint.TensorFile;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.tokenizer.Prompt;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.torch.NativeLibrary;
import org.steermesh.engine.training.TrainingException;

class LoraTrainingTest {

  private static final String LLAMA = "llama3-f32";
  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final List<String> FILES = List.of(WEIGHTS, "adapter_config.json", "sft.json");

  /** What is learnt: the letter tells whether the number of words is even. */
  private static final List<String> WORDS = List.of("sea", "ship", "song", "cold", "home", "sails");

  @TempDir Path folder;

  private static LabelledText question(int number) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i <= number % 5; i++) {
      words.add(WORDS.get((number + i) % WORDS.size()));
    }
    return new LabelledText(
        "items:" + (number + 1),
        new Prompt.Text(String.join(" ", words) + "\nAnswer:", true),
        number % 5 % 2 == 0 ? "A" : "B",
        List.of("A", "B"),
        "");
  }

  private static List<LabelledText> questions(int from, int to) {
    List<LabelledText> all = new ArrayList<>();
    for (int i = from; i < to; i++) {
      all.add(question(i));
    }
    return all;
  }

  private static final LoraItems ITEMS =
      new LoraItems(questions(0, 20), questions(20, 30), questions(30, 35));

  private static LoraOptions options(int steps) {
    return new LoraOptions(
        4, 8, LoraOptions.ALL_TARGETS, steps, 2, Schedule.COSINE, 0.01, 0.01, 1, 4, 3);
  }

  private LoraTraining.Run run(String name, boolean resume) {
    return new LoraTraining.Run(
        folder.resolve(name), resume, 512, 3, Duration.ZERO, WeightFormat.F32, 1, 2048);
  }

  private static Path model(String name) {
    return Path.of("src/test/resources/golden", name, "model");
  }

  private static final LoraTraining.Listener DEAF =
      new LoraTraining.Listener() {
        @Override
        public void trained(int step, double loss) {}

        @Override
        public void measured(Measurement measurement) {}
      };

  private static TrainedAdapter train(
      Path model, LoraItems items, LoraOptions options, LoraTraining.Run run) throws IOException {
    try (LoraTraining training = LoraTraining.prepare(model, items, options, run)) {
      return training.train(DEAF, CancelSignal.NEVER);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama3-f32",
        "llama3-tied-bf16-sharded",
        "mistral-f32",
        "qwen2-tied-f32-sharded",
        "qwen3-f32",
        "gemma2-f32",
        "gemma3-f32"
      })
  void theAdapterServesWithTheLossThatWasMeasured(String name) throws IOException {
    long live = NativeLibrary.liveValues();
    TrainedAdapter trained = train(model(name), ITEMS, options(6), run("adapter", false));
    assertThat(NativeLibrary.liveValues()).isEqualTo(live);
    Measured before = trained.before(Measurement.Part.TEST).orElseThrow();
    Measured after = trained.after(Measurement.Part.TEST).orElseThrow();
    assertThat(after.loss()).isLessThan(0.9 * before.loss());

    ModelOptions served = new ModelOptions("", WeightFormat.F32, null, 1, 512);
    try (LanguageModel base = LanguageModel.open(model(name), served);
        LanguageModel adapted =
            LanguageModel.open(model(name), folder.resolve("adapter"), served)) {
      assertThat(loss(base)).isCloseTo(before.loss(), Offset.offset(1e-4));
      assertThat(loss(adapted)).isCloseTo(after.loss(), Offset.offset(1e-4));
    }
  }

  /** Of the test items, through the model that serves. */
  private static double loss(LanguageModel model) {
    double sum = 0;
    for (LabelledText item : ITEMS.test()) {
      TokenSequence prompt = model.encode(item.prompt(), "");
      int[] letter = {model.tokenizer().idOf(item.completion()).orElseThrow()};
      ScoreRequest request = new ScoreRequest(prompt, List.of(letter), List.of());
      sum -=
          model
              .score(List.of(request), CancelSignal.NEVER)
              .getFirst()
              .logProbabilities()
              .getFirst()[0];
    }
    return sum / ITEMS.test().size();
  }

  @Test
  void aRuleIsLearntAndHoldsOnItemsNotTrainedOn() throws IOException {
    TrainedAdapter trained = train(model(LLAMA), ITEMS, options(60), run("adapter", false));
    assertThat(trained.after(Measurement.Part.VALIDATION).orElseThrow().accuracy())
        .isGreaterThanOrEqualTo(0.9);
    assertThat(trained.after(Measurement.Part.TEST).orElseThrow().accuracy())
        .isGreaterThanOrEqualTo(0.8);
  }

  @Test
  void equalSeedsGiveEqualBytesAndOthersDoNot() throws IOException {
    train(model(LLAMA), ITEMS, options(4), run("one", false));
    train(model(LLAMA), ITEMS, options(4), run("two", false));
    LoraOptions other =
        new LoraOptions(4, 8, LoraOptions.ALL_TARGETS, 4, 2, Schedule.COSINE, 0.01, 0.01, 1, 4, 4);
    train(model(LLAMA), ITEMS, other, run("three", false));
    for (String file : FILES) {
      assertThat(folder.resolve("two").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("one").resolve(file));
    }
    assertThat(Files.mismatch(folder.resolve("one/" + WEIGHTS), folder.resolve("three/" + WEIGHTS)))
        .isNotNegative();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void aStoppedTrainingGoesOnToTheSameBytes(int asked) throws IOException {
    train(model(LLAMA), ITEMS, options(6), run("whole", false));
    Stop stop = new Stop(asked);
    try (LoraTraining training =
        LoraTraining.prepare(model(LLAMA), ITEMS, options(6), run("parts", false))) {
      assertThatThrownBy(() -> training.train(DEAF, stop)).isInstanceOf(EngineException.class);
    }
    assertThat(folder.resolve("parts/training.json")).exists();
    train(model(LLAMA), ITEMS, options(6), run("parts", true));
    for (String file : FILES) {
      assertThat(folder.resolve("parts").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
    }
    try (var files = Files.list(folder.resolve("parts"))) {
      assertThat(files).hasSize(FILES.size());
    }
  }

  /** Says stop when it was asked so often. */
  private static final class Stop implements CancelSignal {

    private int left;

    Stop(int asked) {
      left = asked;
    }

    @Override
    public boolean isCancelled() {
      left--;
      return left < 0;
    }
  }

  @Test
  void aStepInPartsIsTheStepInOne() throws IOException {
    LoraTraining.Run parts =
        new LoraTraining.Run(
            folder.resolve("parts"), false, 512, 0, Duration.ZERO, WeightFormat.F32, 1, 1);
    double inParts =
        train(model(LLAMA), ITEMS, options(4), parts)
            .after(Measurement.Part.TEST)
            .orElseThrow()
            .loss();
    double whole =
        train(model(LLAMA), ITEMS, options(4), run("whole", false))
            .after(Measurement.Part.TEST)
            .orElseThrow()
            .loss();
    assertThat(inParts).isCloseTo(whole, Offset.offset(2e-3));
  }

  @Test
  void freeTextIsLearntToItsLastToken() throws IOException {
    List<LabelledText> texts = new ArrayList<>();
    for (String word : WORDS) {
      texts.add(
          new LabelledText("t", new Prompt.Text(word, true), " and the " + word, List.of(), ""));
    }
    LoraItems items = new LoraItems(texts, texts, List.of());
    TrainedAdapter trained = train(model(LLAMA), items, options(80), run("adapter", false));
    assertThat(trained.before(Measurement.Part.VALIDATION).orElseThrow().correct()).isZero();
    assertThat(trained.after(Measurement.Part.VALIDATION).orElseThrow().accuracy()).isEqualTo(1);
    assertThat(trained.after(Measurement.Part.TEST)).isEmpty();
  }

  @Test
  void onlyTheNamedMatricesAreInTheFileAsPeftNamesThem() throws IOException {
    LoraOptions some =
        new LoraOptions(2, 4, List.of("q_proj", "v_proj"), 2, 0, Schedule.LINEAR, 0.01, 0, 1, 4, 3);
    train(model(LLAMA), ITEMS, some, run("adapter", false));
    TensorFile file = TensorFile.read(folder.resolve("adapter/" + WEIGHTS));
    assertThat(file.names())
        .hasSize(2 * 2 * 4)
        .contains(
            "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight",
            "base_model.model.model.layers.3.self_attn.v_proj.lora_B.weight");
    JsonNode config =
        new ObjectMapper().readTree(folder.resolve("adapter/adapter_config.json").toFile());
    assertThat(config.get("peft_type").asText()).isEqualTo("LORA");
    assertThat(config.get("r").asInt()).isEqualTo(2);
    assertThat(config.get("lora_alpha").asDouble()).isEqualTo(4);
    assertThat(config.get("target_modules").toString()).isEqualTo("[\"q_proj\",\"v_proj\"]");
  }

  @Test
  void itemsThatCannotBeLearntAreRefusedWithTheirPlace() {
    Prompt prompt = new Prompt.Text("sea\nAnswer:", true);
    LabelledText good = question(0);
    refuse("items:7: the completion has no token", good, text(prompt, "", List.of()));
    refuse("items:7: the answer 'C' is none of", good, text(prompt, "C", List.of("A", "B")));
    refuse("items:7: the choice", good, text(prompt, "B", List.of("B", "the long way home")));
    refuse("items:7: the choices [B, B]", good, text(prompt, "B", List.of("B", "B")));
    refuse(
        " tokens; at most 512 fit",
        good,
        text(new Prompt.Text("sea ".repeat(600), true), "B", List.of("A", "B")));
    refuse("1 items to train on; at least 2", good);
    refuse("have the answer 'A' (items:1 to items:3)", good, question(2));
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  private static LabelledText text(Prompt prompt, String completion, List<String> choices) {
    return new LabelledText("items:7", prompt, completion, choices, "");
  }

  private void refuse(String said, LabelledText... training) {
    LoraItems items = new LoraItems(List.of(training), List.of(), List.of());
    assertThatThrownBy(() ->
            LoraTraining.prepare(model(LLAMA), items, options(4), run("refused", false)).close())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(said);
  }

  @Test
  void aFolderIsNeverWrittenOverAndACheckpointIsOfItsTraining() throws IOException {
    Path used = Files.createDirectories(folder.resolve("used"));
    Files.writeString(used.resolve("adapter_config.json"), "{}");
    assertThatThrownBy(() -> train(model(LLAMA), ITEMS, options(4), run("used", true)))
        .hasMessageContaining("holds an adapter already");

    Stop stop = new Stop(4);
    try (LoraTraining training =
        LoraTraining.prepare(model(LLAMA), ITEMS, options(4), run("begun", false))) {
      assertThatThrownBy(() -> training.train(DEAF, stop)).isInstanceOf(EngineException.class);
    }
    assertThatThrownBy(() -> train(model(LLAMA), ITEMS, options(4), run("begun", false)))
        .hasMessageContaining("holds an unfinished training");
    assertThatThrownBy(() -> train(model(LLAMA), ITEMS, options(5), run("begun", true)))
        .hasMessageContaining("its steps is 4, not 5");
    Path tensors = tensors(folder.resolve("begun"));
    Files.write(tensors, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> train(model(LLAMA), ITEMS, options(4), run("begun", true)))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("cannot be used");
  }

  private static Path tensors(Path training) throws IOException {
    try (var files = Files.list(training)) {
      return files
          .filter(file -> Objects.toString(file.getFileName()).startsWith("training-"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void anEpochHasEveryItemOnce() {
    EpochOrder order = new EpochOrder(7, 5);
    List<Integer> first = new ArrayList<>();
    List<Integer> second = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      first.add(order.at(i));
      second.add(new EpochOrder(7, 5).at(7 + i));
    }
    assertThat(first).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
    assertThat(second).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6).isNotEqualTo(first);
  }

  @Test
  void theRateRisesThenFallsAlongItsSchedule() {
    assertThat(options(10).rate(0)).isEqualTo(0.005);
    assertThat(options(10).rate(1)).isEqualTo(0.01);
    assertThat(options(10).rate(2)).isEqualTo(0.01);
    assertThat(options(10).rate(6)).isCloseTo(0.005, Offset.offset(1e-12));
    assertThat(Schedule.LINEAR.share(0.25)).isEqualTo(0.75);
    assertThat(Schedule.CONSTANT.share(0.9)).isEqualTo(1);
  }
}
