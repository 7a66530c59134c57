package org.steermesh.eval.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.steermesh.contract.type.PositionRule;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;
import org.steermesh.eval.domain.OpenEndedFinding.Grades;
import org.steermesh.eval.domain.OpenEndedFinding.Text;
import org.steermesh.eval.domain.OpenEndedFinding.Texts;
import org.steermesh.eval.domain.OpenEndedStudy.Batch;
import org.steermesh.eval.domain.OpenEndedStudy.Setting;
import org.steermesh.eval.domain.effects.Suite;
import org.steermesh.eval.domain.judging.Drawing;
import org.steermesh.eval.domain.judging.Judge;
import org.steermesh.eval.domain.judging.ReplyRule;
import org.steermesh.eval.domain.judging.TextFacts;
import org.steermesh.eval.domain.judging.Use;
import org.steermesh.eval.domain.judging.Verdict;

/** Studies of steered models as a run would leave them. */
public final class StudyExamples {

  private static final ReplyRule SCALE = new ReplyRule(ReplyRule.Rule.FIRST_INTEGER, 0, 10, "");
  private static final Steering.Comparison STEERED =
      new Steering.Comparison(
          "models/demo",
          List.of(
              new Arm(
                  "humour",
                  "vectors/humour/versions/" + "0123456789abcdef".repeat(4),
                  new Site(3, Target.RESIDUAL),
                  Positions.of(PositionRule.FROM_LAST_OF_PROMPT),
                  OptionalDouble.empty())),
          List.of(-2.0, 2.0),
          "");

  private StudyExamples() {}

  /** Ten prompts, two settings, three judges of which one often talks nonsense and one is away. */
  public static OpenEndedStudy openEnded() {
    List<String> prompts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      prompts.add("Question " + i + "?\n (A) Yes\n (B) No");
    }
    return new OpenEndedStudy(
        STEERED,
        new OpenEndedStudy.Asked(
            new OpenEndedStudy.Source("", "", 0, prompts.size(), prompts),
            List.of(Setting.BARE, Setting.CHOICES),
            new PromptLayout(PromptLayout.Rendering.PLAIN, "{question}", ""),
            "The answer is:"),
        new OpenEndedStudy.Writing(Drawing.greedy(20), 7, 1),
        List.of(
            new Judge.Lexical("words", SCALE, List.of("yes"), List.of("no")),
            endpoint("talker"),
            endpoint("away")),
        new TextFacts.Limits(3, 0.5),
        "humour");
  }

  private static Judge endpoint(String name) {
    return new Judge.Endpoint(
        name,
        SCALE,
        "http://127.0.0.1:9/v1",
        "m",
        "",
        "Grade <b>{answer}</b>",
        "",
        new Judge.CallLimits(0, 16, 4, 60, 4));
  }

  /** What every step of {@link #openEnded} found. */
  public static SortedMap<String, Finding> texts(OpenEndedStudy study) {
    SortedMap<String, Finding> findings = new TreeMap<>();
    for (Batch batch : study.batches()) {
      double strength = batch.cell().changes().stream().mapToDouble(c -> c.strength()).sum();
      List<Text> texts = new ArrayList<>();
      List<List<Verdict>> verdicts =
          List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (int prompt = batch.from(); prompt < batch.to(); prompt++) {
        texts.add(
            new Text(
                prompt,
                0,
                "Question " + prompt + "?",
                study.writing().seedOf(prompt, 0),
                "Yes & <script>alert(1)</script> " + prompt,
                9,
                0.1 * Math.abs(strength),
                "",
                strength == 0 ? "" : "{\"entries\":[{\"strength\":" + strength + "}]}"));
        double grade = 5 + 1.5 * strength + prompt % 3 * 0.5;
        verdicts.get(0).add(verdict(prompt, grade, "", ""));
        verdicts
            .get(1)
            .add(
                prompt % 4 == 0
                    ? verdict(prompt, Double.NaN, Verdict.UNPARSED, "<i>I love it</i>")
                    : verdict(prompt, Math.rint(grade), "", "I say " + Math.round(grade)));
        verdicts.get(2).add(verdict(prompt, Double.NaN, "HTTP_500", ""));
      }
      findings.put(batch.written(), new Texts(texts));
      for (int judge = 0; judge < 3; judge++) {
        findings.put(
            batch.graded(judge), new Grades(verdicts.get(judge), new Use(judge * 8L, 100, 10, 1)));
      }
    }
    return findings;
  }

  private static Verdict verdict(int prompt, double grade, String reason, String reply) {
    OptionalDouble value = Double.isNaN(grade) ? OptionalDouble.empty() : OptionalDouble.of(grade);
    return new Verdict(prompt, 0, value, reason, reply);
  }

  /** Two suites. */
  public static SideEffectStudy sideEffects() {
    return new SideEffectStudy(
        STEERED,
        List.of(
            new Suite.Truth(
                "truth",
                List.of(
                    new Suite.TruthItem("Q1?", List.of("t"), List.of("f")),
                    new Suite.TruthItem("Q2?", List.of("t"), List.of("f"))),
                new PromptLayout(PromptLayout.Rendering.PLAIN, "{question}", "")),
            new Suite.Neutral("plain", List.of("one two", "three four"), true)));
  }

  /** One suite of multiple-choice items, {@code datasets/quiz}. */
  public static SideEffectStudy choices(String digest) {
    return new SideEffectStudy(
        STEERED,
        List.of(
            new Suite.Choices(
                "quiz",
                new Suite.Draw("datasets/quiz", 1000, 7),
                PromptLayout.Rendering.CHAT,
                digest)));
  }

  /** What every step of {@link #sideEffects} found. */
  public static SortedMap<String, Finding> effects(SideEffectStudy study) {
    SortedMap<String, Finding> findings = new TreeMap<>();
    for (SideEffectStudy.Part part : study.parts()) {
      double strength = part.cell().changes().stream().mapToDouble(c -> c.strength()).sum();
      SortedMap<String, List<Double>> values = new TreeMap<>();
      if (part.suite() == 0) {
        values.put("mc1", strength > 0 ? List.of(0.0, 1.0) : List.of(1.0, 1.0));
        values.put("mc2", List.of(0.75, 0.5));
      } else {
        values.put("log_likelihood", List.of(-4.0 - strength * strength, -8.0));
        values.put("divergence", List.of(strength * strength / 10, 0.0));
      }
      findings.put(
          part.step(),
          new SideEffectFinding(
              values,
              part.suite() == 0 ? List.of() : List.of(2, 4),
              new TreeMap<>(),
              Math.abs(strength) / 10));
    }
    return findings;
  }
}
