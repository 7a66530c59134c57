package org.steermesh.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.show.Terminal;
import org.steermesh.engine.tokenizer.Prompt;
import org.steermesh.engine.training.lora.LabelledText;
import org.steermesh.engine.training.lora.LoraItems;
import picocli.CommandLine;

/** What a study refuses before its search, seed by seed. */
class StudyTrainingTest {

  @TempDir Path folder;

  @Test
  void aSeedWhoseItemsHaveOneAnswerIsRefusedThoughAllSeedsTogetherHaveTwo() {
    refuse(Map.of(7L, items("A", "B"), 8L, items("B", "B")), "seed 8: all 2 items to train on");
  }

  @Test
  void aWarmUpLongerThanTheTrainingOfOneSeedIsRefused() {
    refuse(
        Map.of(7L, items("A", "B", "A", "B"), 8L, items("A", "B")),
        "seed 8: warm-up 3 must be from 0 to one less than the steps, 2",
        "--epochs",
        "1",
        "--batch",
        "1",
        "--warmup",
        "3");
  }

  @Test
  void aFolderOfALaterSeedThatIsInUseIsRefused() throws IOException {
    Path used = Files.createDirectories(folder.resolve("8"));
    Files.writeString(used.resolve("adapter_config.json"), "{}");
    refuse(Map.of(7L, items("A", "B"), 8L, items("A", "B")), "holds an adapter already");
  }

  @Test
  void onlyThenTheModelIsOpened() {
    refuse(Map.of(7L, items("A", "B"), 8L, items("B", "A")), "--model: ");
  }

  private void refuse(Map<Long, LoraItems> items, String said, String... options) {
    SftKnobs knobs = CommandLine.populateCommand(new SftKnobs(), options);
    PrintStream stream = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
    Terminal terminal = new Terminal(stream, stream, false, false, false, false, 80);
    StudyTraining training = new StudyTraining(knobs, folder.resolve("absent"), terminal);
    assertThatThrownBy(() ->
            training.check(new LinkedHashMap<>(items), seed -> folder.resolve(Long.toString(seed))))
        .isInstanceOf(SteerException.class)
        .hasMessageContaining(said);
  }

  private static LoraItems items(String... answers) {
    List<LabelledText> texts =
        IntStream.range(0, answers.length)
            .mapToObj(i ->
                new LabelledText(
                    "items:" + i,
                    new Prompt.Text("question " + i, true),
                    answers[i],
                    List.of("A", "B"),
                    ""))
            .toList();
    return new LoraItems(texts, List.of(), List.of());
  }
}
