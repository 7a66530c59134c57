package org.steermesh.cli.declaration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.GateSpec;
import org.steermesh.eval.v1.BehaviourSweep;
import org.steermesh.eval.v1.Composition;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.OpenEnded;
import org.steermesh.type.v1.PositionRule;
import org.steermesh.type.v1.PromptLayout;
import org.steermesh.type.v1.Target;

final class DeclarationFileTest {

  private static final String SWEEP =
      """
      id: humour-sweep
      description: two blocks
      behaviour_sweep:
        vector: humour@live
        dataset: humour-test
        sites: [3, 5/mlp]
        strengths: [-1, 0.5]
        positions: last-of-input
        layout: {rendering: chat, template: "Say: {question}"}
        neutralTexts: [one, "two: 2"]
        bootstrap_resamples: 500
      """;

  @TempDir Path folder;

  @Test
  void aFileIsTheDeclarationItself() throws IOException {
    CreateEvaluationRequest request = read(SWEEP);

    BehaviourSweep sweep = request.getDeclaration().getBehaviourSweep();
    assertThat(request.getEvaluationId()).isEqualTo("humour-sweep");
    assertThat(request.getDeclaration().getDescription()).isEqualTo("two blocks");
    assertThat(sweep.getVector()).isEqualTo("vectors/humour@live");
    assertThat(sweep.getDataset()).isEqualTo("datasets/humour-test");
    assertThat(sweep.getSites(1).getTarget()).isEqualTo(Target.TARGET_MLP);
    assertThat(sweep.getStrengthsList()).containsExactly(-1f, 0.5f);
    assertThat(sweep.getPositions().getRule()).isEqualTo(PositionRule.POSITION_RULE_LAST_OF_INPUT);
    assertThat(sweep.getLayout().getRendering()).isEqualTo(PromptLayout.Rendering.RENDERING_CHAT);
    assertThat(sweep.getNeutralTextsList()).containsExactly("one", "two: 2");
    assertThat(sweep.getBootstrapResamples()).isEqualTo(500);
  }

  @Test
  void aGateIsWrittenAsOnTheCommandLineOrByItsFields() throws IOException {
    CreateEvaluationRequest request =
        read(
            """
            composition:
              first: {vector: bold, gate: "topic#272:1:1.5"}
              second: {vector: kind, gate: {vector: topic@live, threshold: 4, latched: true}}
            """);

    Composition composition = request.getDeclaration().getComposition();
    assertThat(composition.getFirst().getGate())
        .isEqualTo(GateSpec.parse("topic#272:1:1.5").toProto());
    assertThat(composition.getSecond().getGate())
        .isEqualTo(GateSpec.parse("topic@live:4").toProto().toBuilder().setLatched(true).build());
  }

  @Test
  void everythingWrongIsToldAtOnceWithItsPlace() {
    String file =
        """
        behaviour_sweep:
          vektor: humour
          strengths: [1, much]
          sites: [3/attn]
          dataset: [humour]
          layout: {rendering: chatty}
          keep_item_scores: maybe
          neutral_texts: one
        """;

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(SteerException.class)
        .hasMessageContaining(
            "d.yaml:2:3: BehaviourSweep has no field 'vektor'; did you mean 'vector'?")
        .hasMessageContaining("d.yaml:3:18: 'strengths': 'much' is no number")
        .hasMessageContaining("d.yaml:4:11: 'sites': '3/attn' is not a site")
        .hasMessageContaining("d.yaml:5:12: 'dataset' is one value")
        .hasMessageContaining("d.yaml:6:23: 'rendering': 'chatty' is none of plain, chat")
        .hasMessageContaining("d.yaml:7:21: 'keep_item_scores': 'maybe' is neither")
        .hasMessageContaining("d.yaml:8:18: 'neutral_texts' is a list");
  }

  @Test
  void onlyOneExperimentIsDeclared() {
    assertThatThrownBy(() -> read("composition: {}\nopen_ended: {}\n"))
        .hasMessageContaining("d.yaml:2:1: only one of 'composition' and 'open_ended'");
    assertThatThrownBy(() -> read("description: nothing\n"))
        .hasMessageContaining("d.yaml:1:1: no experiment is declared")
        .hasMessageContaining("side_effects");
    assertThatThrownBy(() -> read("")).hasMessageContaining("d.yaml is empty");
    assertThatThrownBy(() -> read("- 1\n")).hasMessageContaining("fields of Declaration");
    assertThatThrownBy(() -> read("a: [1\nb: 2")).hasMessageContaining("d.yaml:2:2: expected");
    assertThatThrownBy(() -> read("id: a\nid: b\n")).hasMessageContaining("d.yaml:");
  }

  @Test
  void aSettingReplacesAValueWhereverItStands() throws IOException {
    CreateEvaluationRequest request =
        read(
            """
            open_ended:
              prompts: [Why?]
              arms: [{vector: a}, {vector: b}]
            """,
            "open_ended.arms[1].vector=c@live",
            "open_ended.strengths=[-2, 2]",
            "open_ended.sampling.max_tokens=12",
            "description=quick");

    OpenEnded open = request.getDeclaration().getOpenEnded();
    assertThat(open.getArms(0).getVector()).isEqualTo("vectors/a");
    assertThat(open.getArms(1).getVector()).isEqualTo("vectors/c@live");
    assertThat(open.getStrengthsList()).containsExactly(-2f, 2f);
    assertThat(open.getSampling().getMaxTokens()).isEqualTo(12);
    assertThat(request.getDeclaration().getDescription()).isEqualTo("quick");
    assertThatThrownBy(() -> read(SWEEP, "behaviour_sweep.sites[7]=1"))
        .hasMessageContaining("no element 7 in a list of 2");
    assertThatThrownBy(() -> read(SWEEP, "strengths")).hasMessageContaining("PATH=VALUE");
    assertThatThrownBy(() -> read(SWEEP, "behaviour_sweep.strenghts=[1]"))
        .hasMessageContaining("did you mean 'strengths'?");
  }

  @Test
  void textsComeFromFilesNearby() throws IOException {
    Files.writeString(folder.resolve("rubric.txt"), "Grade {answer}\n");
    Files.writeString(folder.resolve("prompts.json"), "[{\"question\": \"Why?\"}]");
    Files.writeString(folder.resolve("more.txt"), "How?\n\nWhen?\n");
    Files.writeString(
        folder.resolve("truth.json"),
        """
        [{"question": "Q?", "mc1_targets": {"best": 1, "no": 0},
          "mc2_targets": {"also": 1, "best": 1, "no": 0, "never": 0}}]
        """);

    OpenEnded open =
        read("""
        open_ended:
          prompts: [!questions prompts.json, !lines more.txt, Where?]
          judges: [{name: j, endpoint: {url: "http://x/v1", rubric: !file rubric.txt}}]
        """)
            .getDeclaration()
            .getOpenEnded();
    var truth =
        read("side_effects: {suites: [{name: t, truth: {items: !truthfulqa truth.json}}]}")
            .getDeclaration()
            .getSideEffects()
            .getSuites(0)
            .getTruth();

    assertThat(open.getPromptsList()).containsExactly("Why?", "How?", "When?", "Where?");
    assertThat(open.getJudges(0).getEndpoint().getRubric()).isEqualTo("Grade {answer}");
    assertThat(truth.getItems(0).getTrueAnswersList()).containsExactly("best", "also");
    assertThat(truth.getItems(0).getFalseAnswersList()).containsExactly("no", "never");
    assertThatThrownBy(() -> read("open_ended: {prompts: !lines /etc/hostname}"))
        .hasMessageContaining("d.yaml:1:23")
        .hasMessageContaining("outside");
    assertThatThrownBy(() -> read("open_ended: {prompts: !lines none.txt}"))
        .hasMessageContaining("none.txt cannot be read");
    assertThatThrownBy(() -> read("description: !python/object:os.system x"))
        .hasMessageContaining("tag");
  }

  @Test
  void whatIsMeantToHarmIsNotRead() {
    String bomb =
        """
        a: &a [x, x, x, x, x, x, x, x, x, x]
        b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
        c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
        d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
        e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
        f: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
        """;
    assertThatThrownBy(() -> read(bomb)).hasMessageContaining("more than 64 aliases");
    assertThatThrownBy(() -> read("open_ended: " + "[".repeat(10_000)))
        .hasMessageContaining("levels deep");
    assertThatThrownBy(() -> read("description: " + "x".repeat(2_000_000)))
        .hasMessageContaining("at most 1048576");
    assertThatThrownBy(() -> read("open_ended: &o {arms: [*o]}"))
        .isInstanceOf(SteerException.class);
  }

  private CreateEvaluationRequest read(String yaml, String... settings) throws IOException {
    Path file = Files.writeString(folder.resolve("d.yaml"), yaml);
    return DeclarationFile.read(file, List.of(settings));
  }
}
