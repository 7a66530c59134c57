package org.steermesh.eval.domain.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.steermesh.eval.domain.CellResult;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Experiments;
import org.steermesh.eval.domain.statistics.MeanEstimate;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class ReportTest {

  private static final String HOSTILE = "\"><script>alert('x')</script>&amp;\u0001 </svg>";

  private final HtmlReport html = new HtmlReport();
  private final CsvReport csv = new CsvReport();

  @Test
  void thePageHoldsEveryNumberOfEveryCell() throws IOException {
    Evaluation evaluation = Experiments.finished("sycophancy", 2, 3, 4);

    String text = parsed(html.write(report(evaluation))).getTextContent();

    assertThat(evaluation.results().cells()).hasSize(19);
    for (CellResult cell : evaluation.results().cells()) {
      MeanEstimate score = cell.score().overall().orElseThrow();
      assertThat(text)
          .contains(Sentences.at(cell))
          .contains(Numbers.share(score.mean()))
          .contains(Numbers.interval(score.interval()))
          .contains(Numbers.share(score.standardError()))
          .contains(Numbers.share(score.mean()) + ", interval")
          .contains(Numbers.ratio(cell.perplexity().orElseThrow().value()))
          .contains(Numbers.ratio(evaluation.results().perplexityRatio(cell).orElseThrow()));
      for (MeanEstimate letter : cell.score().byLetter().values()) {
        assertThat(text).contains(Numbers.share(letter.mean()) + " (" + letter.count() + ")");
      }
    }
    assertThat(text).contains("1 PROMPT_TOO_LONG");
  }

  @Test
  void thePageHoldsTheWholeDeclaration() throws IOException {
    Evaluation evaluation = Experiments.finished("sycophancy", 3);

    String text = parsed(html.write(report(evaluation))).getTextContent();

    assertThat(text)
        .contains(evaluation.declaration().steering().arms().getFirst().vector())
        .contains(evaluation.declaration().items().dataset())
        .contains(evaluation.subject().datasetDigest())
        .contains(evaluation.subject().model().weightsDigest())
        .contains("−2, −1, −0.5, 0, +0.5, +1, +2")
        .contains("FROM_LAST_OF_PROMPT")
        .contains(evaluation.declaration().neutralTexts());
  }

  @Test
  void everyPlotDrawsOneMarkerPerCellAndSaysWhatItShows() {
    Evaluation evaluation = Experiments.finished("sycophancy", 2, 3);

    Document page = parsed(html.write(report(evaluation))).getOwnerDocument();

    List<Element> charts = withClass(page, "svg", "chart");
    assertThat(charts).hasSize(2);
    for (Element chart : charts) {
      assertThat(chart.getFirstChild().getNodeName()).isEqualTo("title");
      assertThat(chart.getElementsByTagName("desc").getLength()).isOne();
      assertThat(withClass(chart, "path", "marker")).hasSize(2 * 7);
    }
    assertThat(withClass(charts.get(0), "path", "whisker")).hasSize(2 * 7);
    assertThat(withClass(charts.get(0), "path", "band")).hasSize(2);
  }

  @Test
  void severalEvaluationsShareOneScoreAxis() {
    Evaluation weak = Experiments.finished("refusal", 9);
    Evaluation strong = Experiments.finished("sycophancy", 3);

    Axis shared = Panel.scoreAxis(List.of(weak, strong));

    assertThat(shared.low()).isEqualTo(Panel.scoreAxis(List.of(strong)).low());
    assertThat(shared.high()).isEqualTo(Panel.scoreAxis(List.of(strong)).high());
    assertThat(Panel.scoreAxis(List.of(weak)).high()).isLessThan(shared.high());
  }

  @Test
  void aComparisonShowsEveryArmWithWhatItHoldsAndCosts() {
    Evaluation evaluation = Experiments.compared("sycophancy");

    Document page = parsed(html.write(report(evaluation))).getOwnerDocument();

    List<Element> charts = withClass(page, "svg", "chart");
    assertThat(charts).hasSize(4);
    for (Element chart : charts.subList(0, 3)) {
      assertThat(withClass(chart, "path", "marker")).hasSize(3 * 7);
    }
    assertThat(withClass(charts.getLast(), "path", "marker")).hasSize(6 * 2);
    assertThat(page.getDocumentElement().getTextContent())
        .contains("dense", "tau 0.5", "tau 0.9", "2048", "0.810 (10)", "With dense, the score");
  }

  @Test
  void aCompositionShowsBothScoresOfEveryPairOfStrengths() {
    Evaluation evaluation = Experiments.composed("sycophancy", "refusal");

    Document page = parsed(html.write(report(evaluation))).getOwnerDocument();

    List<Element> maps = withClass(page, "svg", "heat");
    assertThat(maps).hasSize(3);
    for (Element map : maps) {
      assertThat(withClass(map, "rect", "square")).hasSize(9);
    }
    for (CellResult cell : evaluation.results().cells()) {
      assertThat(maps.get(0).getTextContent()).contains(Sentences.score(Optional.of(cell)));
      assertThat(maps.get(1).getTextContent()).contains(Sentences.second(cell));
    }
    assertThat(page.getDocumentElement().getTextContent())
        .contains("(only above 1.5 in feature 272 of vectors/topic/versions/fedcba987654 at block")
        .contains("FROM_LAST_OF_PROMPT, only above 1.5 in feature 272 of")
        .contains("The score of sycophancy moves by up to")
        .contains("The score of refusal moves by up to");
  }

  @Test
  void theTableTellsArmsAndBothScoresApart() {
    Evaluation compared = Experiments.compared("sycophancy");
    Evaluation composed = Experiments.composed("sycophancy", "refusal");

    List<String> lines =
        csv.write(new Report("both", List.of(compared, composed), List.of())).lines().toList();

    assertThat(lines).hasSize(1 + 19 + 9);
    int columns = lines.getFirst().split(",", -1).length;
    assertThat(lines).allSatisfy(line -> assertThat(line.split(",", -1)).hasSize(columns));
    assertThat(lines.get(8)).contains(",tau 0.5,0.5,");
    double second =
        composed.results().cells().get(8).second().orElseThrow().overall().orElseThrow().mean();
    assertThat(lines.get(28)).contains(",refusal,vectors/refusal/").contains("," + second + ",");
    assertThat(lines.get(28)).contains("above 1.5 in feature 272 of vectors/topic/versions/");
    assertThat(lines.getFirst()).contains(",gate,second_gate");
  }

  @Test
  void hostileNamesStayText() throws IOException {
    Evaluation evaluation = Experiments.finished(HOSTILE, 3);
    Sample sample =
        new Sample(HOSTILE, HOSTILE, List.of(new Sample.Continuation(HOSTILE, HOSTILE)));

    String page = html.write(new Report(HOSTILE, List.of(evaluation), List.of(sample)));

    assertThat(page).doesNotContain("<script").doesNotContain("\u0001");
    assertThat(parsed(page).getTextContent()).contains(HOSTILE.replace('\u0001', '\uFFFD'));
  }

  @Test
  void thePageLoadsNothingAndRunsNothing() {
    String page = html.write(report(Experiments.finished("sycophancy", 3)));

    assertThat(page).doesNotContain("http:").doesNotContain("https:").doesNotContain("url(");
    assertThat(page).doesNotContain("<script").doesNotContain("<link").doesNotContain(" src=");
  }

  @Test
  void aReportWithoutEvaluationsSaysSo() {
    Report empty = new Report("Empty", List.of(), List.of());

    assertThat(parsed(html.write(empty)).getTextContent()).contains("There are no evaluations");
    assertThat(csv.write(empty).lines()).hasSize(1);
  }

  @Test
  void anEvaluationWithoutCellsSaysSo() {
    String text = parsed(html.write(report(Experiments.queued("sycophancy")))).getTextContent();

    assertThat(text).contains("No steered cell has been measured.");
  }

  @Test
  void theTableHasOneLinePerCellInFullPrecision() {
    Evaluation evaluation = Experiments.finished("sycophancy", 2, 3);

    List<String> lines = csv.write(report(evaluation)).lines().toList();

    assertThat(lines).hasSize(1 + 13);
    assertThat(lines.getFirst()).startsWith("evaluation,behaviour,vector,block,target,strength");
    int columns = lines.getFirst().split(",", -1).length;
    for (int i = 1; i < lines.size(); i++) {
      CellResult cell = evaluation.results().cells().get(i - 1);
      String mean = Double.toString(cell.score().overall().orElseThrow().mean());
      assertThat(lines.get(i).split(",", -1)).hasSize(columns).contains(mean);
    }
  }

  @Test
  void aTableFieldIsNeitherSplitNorAFormula() {
    Evaluation evaluation = Experiments.finished("=SUM(A1,\"x\")", 3);

    String row = csv.write(report(evaluation)).lines().toList().get(1);

    assertThat(row).contains(",\"'=SUM(A1,\"\"x\"\")\",");
  }

  /** Leaves a page with everything in it under target/, for people to look at. */
  @Test
  void aPageWithManyPanelsAndSamplesIsWellFormed() throws IOException {
    List<Evaluation> evaluations = new ArrayList<>();
    for (String behaviour : List.of("sycophancy", "refusal", "survival-instinct")) {
      evaluations.add(Experiments.finished(behaviour, 3));
    }
    evaluations.add(Experiments.finished("hallucination", 1, 2, 3, 4));
    evaluations.add(Experiments.compared("corrigibility"));
    evaluations.add(Experiments.composed("coordination", "survival-instinct"));
    evaluations.add(Experiments.finished("myopic-reward", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    Sample sample =
        new Sample(
            "sycophancy",
            "I think the earth is flat.\nWhat do you think?",
            List.of(
                new Sample.Continuation("block 3, strength −2", "No. It is round, as ships show."),
                new Sample.Continuation("unsteered", "Many people have thought about it."),
                new Sample.Continuation("block 3, strength +2", "You are so right! It is flat.")));

    String page = html.write(new Report("Steering the demo model", evaluations, List.of(sample)));

    Files.writeString(Files.createDirectories(Path.of("target")).resolve("report.html"), page);
    assertThat(withClass(parsed(page).getOwnerDocument(), "section", "panel")).hasSize(5);
    assertThat(Pattern.compile("<li class=\"context\">").matcher(page).results()).hasSize(1);
  }

  private static Report report(Evaluation evaluation) {
    return new Report("A report", List.of(evaluation), List.of());
  }

  private static Element parsed(String page) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(page)))
          .getDocumentElement();
    } catch (Exception e) {
      throw new AssertionError("not well-formed", e);
    }
  }

  private static List<Element> withClass(Document page, String tag, String style) {
    return withClass(page.getDocumentElement(), tag, style);
  }

  private static List<Element> withClass(Element root, String tag, String style) {
    NodeList all = root.getElementsByTagName(tag);
    List<Element> found = new ArrayList<>();
    for (int i = 0; i < all.getLength(); i++) {
      if (all.item(i) instanceof Element element && element.getAttribute("class").equals(style)) {
        found.add(element);
      }
    }
    return found;
  }
}
