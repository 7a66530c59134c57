package org.steermesh.cli.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.steermesh.cli.stage.Stage;
import org.steermesh.eval.v1.PasBaselines;
import org.steermesh.eval.v1.PasCost;
import org.steermesh.eval.v1.PasMissing;
import org.steermesh.eval.v1.PasPart;
import org.steermesh.eval.v1.PasResult;
import org.steermesh.eval.v1.PasSearch;
import org.steermesh.eval.v1.PasSeedResult;
import org.steermesh.eval.v1.PasTaskResult;
import org.steermesh.eval.v1.PasTest;
import org.steermesh.type.v1.Site;

/** Two seeds of ten test items each; the adapter of seed 2 leaves nothing to steer. */
final class StudyResultTest {

  private static final PasSearch SEARCH =
      PasSearch.newBuilder()
          .addSeeds(1)
          .addSeeds(2)
          .addMethods(PasSearch.Method.METHOD_IPASWO)
          .setBaselines(PasBaselines.newBuilder().setFewShotExamples(4).setSteerFewShot(true))
          .build();

  private static final PasResult BASE =
      result(
          List.of(
              seed(1, test("unsteered", 5), steered("iPASwo", 8), test("few-shot, k = 4", 6))
                  .addTests(steered("iPASwo on few-shot", 9))
                  .build(),
              seed(2, test("unsteered", 4), steered("iPASwo", 8), test("few-shot, k = 4", 4))
                  .addTests(steered("iPASwo on few-shot", 9))
                  .build()),
          part("vectors", 1),
          part("validation cells", 2),
          part("vectors on few-shot", 4),
          part("validation cells on few-shot", 8),
          part("prompts and examples", 16),
          part("test", 32));

  private static final List<StudyResult.Tuned> TUNED =
      List.of(
          new StudyResult.Tuned(
              100,
              result(
                  List.of(seed(1, test("unsteered", 9), steered("iPASwo", 10)).build()),
                  part("vectors", 0.5),
                  part("validation cells", 0.25))),
          new StudyResult.Tuned(
              100,
              result(
                  List.of(
                      seed(2, test("unsteered", 10))
                          .addMissing(missing("iPASwo", "no string on one side"))
                          .build()))));

  private static final StudyResult RESULT =
      StudyResult.of(SEARCH, BASE, TUNED, List.of(new Stage("upload the items", 0.5)));

  @Test
  void everyWayHasARowAgainstTheUnsteeredModelOnTheSameItems() {
    // Differences +0.3 and +0.4: mean 0.35, half width 12.706 * 0.05.
    assertThat(StudyTable.lines(RESULT))
        .startsWith(
            "WHAT                ACCURACY  EFFECT  INTERVAL        SEEDS  ANSWERS  SECONDS",
            "unsteered              0.450       -  -                   2       20        -",
            "iPASwo                 0.800  +0.350  -0.285..+0.985      2       20      3.0",
            "few-shot, k = 4        0.500  +0.050  -0.585..+0.685      2       20     16.0",
            "iPASwo on few-shot     0.900  +0.450  -0.185..+1.085      2       20     28.0",
            "SFT                    0.950  +0.500  -0.771..+1.771      2       20    200.0",
            "iPASwo on SFT          1.000  +0.500  -                   1       10    200.8",
            "iPASwo on SFT, seed 2: no string on one side");
  }

  @Test
  void aWayThatNoSeedHasIsADashWithItsReason() {
    StudyResult none =
        StudyResult.of(SEARCH, BASE, List.of(TUNED.getLast(), TUNED.getLast()), List.of());
    assertThat(StudyTable.lines(none))
        .contains("iPASwo on SFT              -       -  -                   0        0    200.0")
        .contains("iPASwo on SFT, seeds 2, 2: no string on one side");
  }

  @Test
  void aSeedSaysWhichItemsAndExamplesItsScoreStandsFor() {
    PasMissing alone = missing("iPASwo", "all are wrong");
    PasMissing after = missing("iPASwo on few-shot", "all are right");
    PasSeedResult.Builder seed =
        seed(
                1,
                test("unsteered", 5),
                test("few-shot, k = 4", 6).toBuilder().setItemCount(8).build())
            .addMissing(alone)
            .addMissing(after)
            .setFewShotCount(3);
    StudyResult result = StudyResult.of(SEARCH, result(List.of(seed.build())), TUNED, List.of());
    assertThat(StudyTable.lines(result))
        .contains(
            "iPASwo, seed 1: all are wrong",
            "iPASwo on few-shot, seed 1: all are right",
            "few-shot, k = 4, seed 1: 3 of 4 examples stood before the questions",
            "few-shot, k = 4, seed 1: 8 test items were scored, and 10 for unsteered:"
                + " the effect compares different items");
  }

  @Test
  void withoutExamplesThereAreNoRowsOfThem() {
    PasSearch plain = SEARCH.toBuilder().clearBaselines().build();
    assertThat(StudyResult.of(plain, BASE, TUNED, List.of()).ways().stream().map(Way::name))
        .containsExactly("unsteered", "iPASwo", "SFT", "iPASwo on SFT");
  }

  @Test
  void jsonHasEveryNumberSeedBySeedAndNullForWhatIsNotKnown() {
    JsonObject json = JsonParser.parseString(StudyJson.of(RESULT)).getAsJsonObject();
    JsonArray ways = json.getAsJsonArray("ways");
    assertThat(ways).hasSize(6);
    JsonObject first = ways.get(0).getAsJsonObject();
    assertThat(first.get("effect").isJsonNull()).isTrue();
    assertThat(first.get("high").isJsonNull()).isTrue();
    JsonObject last = ways.get(5).getAsJsonObject();
    assertThat(last.get("low").isJsonNull()).isTrue();
    assertThat(last.getAsJsonArray("gaps").get(0).toString())
        .isEqualTo("{\"seed\":2,\"reason\":\"no string on one side\"}");
    assertThat(last.getAsJsonArray("seeds").get(0).toString())
        .isEqualTo(
            "{\"seed\":1,\"right\":10,\"items\":10,\"accuracy\":1.0,\"site\":\"2\",\"strength\":4.0}");
    assertThat(json.getAsJsonArray("stages").get(0).getAsJsonObject().get("name").getAsString())
        .isEqualTo("upload the items");
  }

  private static PasResult result(List<PasSeedResult> seeds, PasPart... parts) {
    return PasResult.newBuilder()
        .addTasks(PasTaskResult.newBuilder().addAllSeeds(seeds))
        .setCost(PasCost.newBuilder().addAllParts(List.of(parts)))
        .build();
  }

  private static PasSeedResult.Builder seed(long seed, PasTest... tests) {
    return PasSeedResult.newBuilder().setSeed(seed).addAllTests(Stream.of(tests).toList());
  }

  private static PasTest test(String label, int right) {
    return PasTest.newBuilder().setLabel(label).setRightCount(right).setItemCount(10).build();
  }

  private static PasTest steered(String label, int right) {
    return test(label, right).toBuilder()
        .setSite(Site.newBuilder().setBlock(2))
        .setStrength(4)
        .build();
  }

  private static PasMissing missing(String label, String message) {
    return PasMissing.newBuilder()
        .setLabel(label)
        .setReason("CONTRAST_SIDE_EMPTY")
        .setMessage(message)
        .build();
  }

  private static PasPart part(String label, double seconds) {
    return PasPart.newBuilder().setLabel(label).setSeconds(seconds).build();
  }
}
