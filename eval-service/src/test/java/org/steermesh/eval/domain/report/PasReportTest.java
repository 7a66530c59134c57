package org.steermesh.eval.domain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Experiments;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.pas.PasReading;
import org.steermesh.eval.domain.pas.PasResults;
import org.steermesh.eval.domain.pas.PasStudies;
import org.steermesh.eval.domain.pas.Verdicts;
import org.steermesh.eval.store.StoreOnRedis;
import org.xml.sax.SAXException;

final class PasReportTest {

  @TempDir static Path directory;
  private static Evaluation evaluation;
  private static Evaluation ofFewerItems;

  @BeforeAll
  static void run() {
    try (StoreOnRedis redis = StoreOnRedis.start(directory)) {
      evaluation = PasStudies.finished(redis);
      ofFewerItems = PasStudies.finished(redis, "fewer", PasStudies.study(20));
    }
  }

  @Test
  void thePageHoldsEveryEffectControlCellAndTestWithItsN()
      throws IOException, SAXException, ParserConfigurationException {
    String page = new HtmlReport().write(new Report("PAS", List.of(evaluation), List.of()));

    String text =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(
                new ByteArrayInputStream(
                    page.replaceFirst("<!DOCTYPE html>\n", "").getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement()
            .getTextContent();
    PasResults results = PasReading.of(evaluation, (PasStudy) evaluation.declaration().steering());
    assertThat(text).contains(Verdicts.of(results));
    for (PasResults.TaskResult task : results.tasks()) {
      for (PasResults.Effect effect : task.effects()) {
        assertThat(text)
            .contains(Numbers.change(effect.estimate().mean()))
            .contains(Numbers.interval(effect.estimate().interval()))
            .contains(Numbers.interval(effect.items()));
        effect
            .controls()
            .forEach(control ->
                assertThat(text)
                    .contains(control.label())
                    .contains(Numbers.change(control.estimate().mean())));
        effect
            .conditions()
            .forEach(each -> assertThat(text).contains(Numbers.change(each.estimate().mean())));
      }
      task.cells().forEach(cell -> assertThat(text).contains(Numbers.share(cell.accuracy())));
      task.seeds()
          .forEach(
              seed -> seed.tests().forEach(test -> assertThat(text).contains(test.test().label())));
    }
    assertThat(text).contains("PASf was not built: 0 right (CONTRAST_SIDE_EMPTY)");
    assertThat(page).doesNotContain("<script", "http://", "https://");
  }

  @Test
  void evaluationsWithOtherNumbersOfTrainingItemsMakeACurve() {
    HtmlReport report = new HtmlReport();

    assertThat(report.write(new Report("one", List.of(evaluation), List.of())))
        .doesNotContain("training items are worth");
    assertThat(report.write(new Report("both", List.of(evaluation, ofFewerItems), List.of())))
        .contains("Effect on age against training items", "Effect on ses against training items")
        .containsPattern("iPASa, 20 training items: .*, interval .*, n = 120 answers")
        .containsPattern("iPASa, 40 training items: .*, interval .*, n = 120 answers");
  }

  @Test
  void evaluationsThatDifferInMoreThanTheirTrainingItemsMakeNone() {
    Evaluation other = byOneStandardError(ofFewerItems);

    assertThat(new HtmlReport().write(new Report("both", List.of(evaluation, other), List.of())))
        .doesNotContain("training items are worth");
    assertThat(
            new HtmlReport()
                .write(new Report("all", List.of(evaluation, ofFewerItems, other), List.of())))
        .contains("Effect on age against training items");
  }

  /** The same findings, had cells been chosen in another way. */
  private static Evaluation byOneStandardError(Evaluation evaluation) {
    PasStudy study = (PasStudy) evaluation.declaration().steering();
    PasStudy other =
        new PasStudy(
            study.model(),
            study.tasks(),
            study.protocol(),
            study.seeds(),
            study.split(),
            study.methods(),
            study.grid(),
            PasStudy.Selection.ONE_STANDARD_ERROR,
            study.controls(),
            study.baselines(),
            study.rendering());
    assertThat(other).isNotEqualTo(study);
    return new Evaluation(
        "careful",
        evaluation.declaration().with(other),
        evaluation.subject(),
        evaluation.progress(),
        evaluation.results());
  }

  @Test
  void theTableHasOneLinePerCellTestEffectAndControl() {
    List<String> lines =
        new CsvReport().write(new Report("PAS", List.of(evaluation), List.of())).lines().toList();

    PasResults results = PasReading.of(evaluation, (PasStudy) evaluation.declaration().steering());
    long effects = results.tasks().stream().mapToLong(task -> task.effects().size()).sum();
    assertThat(lines.getFirst()).startsWith("evaluation,row,dataset");
    assertThat(lines).filteredOn(line -> line.contains(",effect,datasets/")).hasSize((int) effects);
    assertThat(lines).filteredOn(line -> line.contains(",validation,")).hasSize(2 * 12);
    assertThat(lines)
        .allSatisfy(
            line -> assertThat(line.replaceAll("\"[^\"]*\"", "").split(",", -1)).hasSize(21));
  }

  @Test
  void evaluationsOfDifferentKindsHaveNoCommonTable() {
    Report mixed =
        new Report("both", List.of(evaluation, Experiments.finished("sycophancy", 3)), List.of());

    assertThatThrownBy(() -> new CsvReport().write(mixed)).hasMessageContaining("common columns");
  }
}
