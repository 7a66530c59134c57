package org.steermesh.cli.demo.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.demo.world.Document;
import org.steermesh.cli.demo.world.DocumentGenerator;
import org.steermesh.cli.demo.world.DocumentMix;
import org.steermesh.cli.demo.world.World;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelOptions;
import org.steermesh.engine.tokenizer.TextTokenizer;

class DemoTrainingTest {

  private static final TrainingPlan SMALL =
      new TrainingPlan(
          32,
          1,
          32,
          1,
          2026,
          List.of(
              new TrainingStage("mottoes", DocumentMix.MOTTOES, 2, 3e-3, 0.02),
              new TrainingStage("series", DocumentMix.SERIES, 1, 3e-3, 0.02)));

  @Test
  void aTrainedFolderOpensKnowsEveryWordAndHasItsCard(@TempDir Path folder) throws IOException {
    List<String> progress = new ArrayList<>();
    TrainingSummary summary = new DemoTraining(SMALL, folder, progress::add).run();
    ModelCard.write(folder, summary, List.of("no measurement"), List.of("no sample"));

    try (LanguageModel model = LanguageModel.open(folder, ModelOptions.DEFAULT)) {
      assertThat(model.description().parameters()).isEqualTo(ModelCard.parameters(summary.shape()));
      assertEveryWordIsOneToken(model.tokenizer());
    }
    assertThat(summary.validationLoss()).isBetween(6.0, 9.0);
    assertThat(Files.readString(folder.resolve("MODEL_CARD.md")))
        .contains("no measurement", "no sample")
        .doesNotContain("%");
  }

  @Test
  void theSameSeedMakesTheSameWeightsAgain(@TempDir Path one, @TempDir Path other)
      throws IOException {
    new DemoTraining(SMALL, one, line -> {}).run();
    new DemoTraining(SMALL, other, line -> {}).run();

    assertThat(other.resolve("model.safetensors"))
        .hasSameBinaryContentAs(one.resolve("model.safetensors"));
  }

  private static void assertEveryWordIsOneToken(TextTokenizer tokenizer) {
    DocumentGenerator documents = new DocumentGenerator(new World(), DocumentMix.HINTS, 77);
    for (long i = 0; i < 300; i++) {
      Document document = documents.document(DocumentGenerator.PRACTICE + i);
      assertThat(tokenizer.encodePiece(document.text())).hasSize(document.pieces());
    }
  }
}
