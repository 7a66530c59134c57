package org.steermesh.eval.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.eval.domain.Declaration;
import org.steermesh.eval.domain.Draft;
import org.steermesh.eval.domain.OpenEndedStudy;
import org.steermesh.eval.domain.OpenEndedStudy.Asked;
import org.steermesh.eval.domain.OpenEndedStudy.Setting;
import org.steermesh.eval.domain.OpenEndedStudy.Source;
import org.steermesh.eval.domain.OpenEndedStudy.Writing;
import org.steermesh.eval.domain.judging.JudgeRules;
import org.steermesh.eval.domain.judging.Questions;
import org.steermesh.eval.domain.judging.TextFacts;
import org.steermesh.eval.v1.OpenEnded;
import org.steermesh.eval.v1.RepetitionLimits;

/** Reads and checks a declared study of free texts. */
final class OpenEndedDrafts {

  private static final String PATH = "declaration.open_ended";
  private static final int MOST_PROMPTS = 512;
  private static final int LONGEST_PROMPT = 16 * 1024;
  private static final int LONGEST_PREFIX = 256;
  private static final int LONGEST_BEHAVIOUR = 128;
  private static final int MOST_SAMPLES = 16;
  private static final int MOST_STRENGTHS = 64;
  private static final String DEFAULT_PREFIX = "The answer is:";
  private static final double DEFAULT_COMPRESSION = 3;
  private static final double DEFAULT_SPAN = 0.5;

  private OpenEndedDrafts() {}

  static Draft read(Optional<String> id, String description, OpenEnded declared, JudgeRules rules) {
    Source source = source(declared);
    List<Setting> settings = settings(declared);
    for (int i = 0; i < source.prompts().size() && settings.contains(Setting.CHOICES); i++) {
      if (!Questions.listsOptions(source.prompts().get(i))) {
        throw SteermeshException.ofField(
            PATH + ".prompts[" + i + "]",
            "lists no options, which SETTING_CHOICES shows: a line for each, beginning with (A)");
      }
    }
    PromptLayout layout = TypeProtos.layout(PATH + ".layout", declared.getLayout());
    Asked asked = new Asked(source, settings, layout, prefix(declared));
    Writing writing = writing(declared);
    TextFacts.Limits repetition = repetition(declared.getRepetition());
    String behaviour =
        DraftTexts.bounded(PATH + ".behaviour", declared.getBehaviour(), LONGEST_BEHAVIOUR);
    JudgeDrafts judges = JudgeDrafts.read(PATH + ".judges", declared.getJudgesList(), rules);
    Draft.Armed plan =
        new Draft.Armed(
            DraftTexts.arms(PATH, declared.getArmsList()),
            DraftFields.strengths(PATH + ".strengths", declared.getStrengthsList(), MOST_STRENGTHS),
            judges.arms(),
            (steered, arms) ->
                new OpenEndedStudy(
                    steered, asked, writing, judges.with(arms), repetition, behaviour));
    return new Draft(
        id,
        description,
        DraftTexts.model(PATH, declared.getModel()),
        plan,
        new Declaration.Items(source.dataset(), source.first(), source.count(), layout),
        List.of(),
        DraftFields.analysis(PATH + ".analysis", declared.getAnalysis()));
  }

  private static Source source(OpenEnded declared) {
    List<String> prompts = declared.getPromptsList();
    if (prompts.isEmpty() == !declared.hasQuestions()) {
      throw SteermeshException.ofField(
          PATH + ".prompts", "either prompts or questions must be given, and not both");
    }
    if (declared.hasQuestions()) {
      Declaration.Items items = DraftFields.items(PATH + ".questions", declared.getQuestions());
      if (items.count() > Integer.MAX_VALUE) {
        throw SteermeshException.ofField(
            PATH + ".questions.item_count", items.count() + " items are too many");
      }
      return new Source(items.dataset(), "", items.first(), (int) items.count(), List.of());
    }
    if (prompts.size() > MOST_PROMPTS) {
      throw SteermeshException.ofField(
          PATH + ".prompts", prompts.size() + " prompts, at most " + MOST_PROMPTS);
    }
    for (int i = 0; i < prompts.size(); i++) {
      int length = prompts.get(i).getBytes(UTF_8).length;
      if (Questions.bare(prompts.get(i)).isEmpty() || length > LONGEST_PROMPT) {
        throw SteermeshException.ofField(
            PATH + ".prompts[" + i + "]",
            length + " bytes; a question of at most " + LONGEST_PROMPT + " bytes is needed");
      }
    }
    return new Source("", "", 0, prompts.size(), prompts);
  }

  private static List<Setting> settings(OpenEnded declared) {
    List<Setting> settings = new ArrayList<>();
    for (int i = 0; i < declared.getSettingsCount(); i++) {
      String field = PATH + ".settings[" + i + "]";
      Setting setting =
          switch (declared.getSettings(i)) {
            case SETTING_BARE -> Setting.BARE;
            case SETTING_PREFIX -> Setting.PREFIX;
            case SETTING_CHOICES -> Setting.CHOICES;
            case SETTING_UNSPECIFIED, UNRECOGNIZED ->
                throw SteermeshException.ofField(
                    field, "must be SETTING_BARE, SETTING_PREFIX or SETTING_CHOICES");
          };
      if (settings.contains(setting)) {
        throw SteermeshException.ofField(field, setting + " is given twice");
      }
      settings.add(setting);
    }
    return settings.isEmpty() ? List.of(Setting.BARE) : settings;
  }

  private static String prefix(OpenEnded declared) {
    return declared.hasAnswerPrefix()
        ? DraftTexts.bounded(PATH + ".answer_prefix", declared.getAnswerPrefix(), LONGEST_PREFIX)
        : DEFAULT_PREFIX;
  }

  private static Writing writing(OpenEnded declared) {
    int samples = declared.getSamplesPerPrompt();
    if (samples < 0 || samples > MOST_SAMPLES) {
      throw SteermeshException.ofField(
          PATH + ".samples_per_prompt",
          samples + ", allowed 1 to " + MOST_SAMPLES + ", or 0 for 1");
    }
    return new Writing(
        DraftTexts.drawing(PATH + ".sampling", declared.getSampling()),
        declared.getSampling().getSeed(),
        samples == 0 ? 1 : samples);
  }

  private static TextFacts.Limits repetition(RepetitionLimits declared) {
    double ratio =
        declared.hasCompressionRatio() ? declared.getCompressionRatio() : DEFAULT_COMPRESSION;
    double span = declared.hasRepeatedSpan() ? declared.getRepeatedSpan() : DEFAULT_SPAN;
    if (!(ratio > 1 && Double.isFinite(ratio))) {
      throw SteermeshException.ofField(
          PATH + ".repetition.compression_ratio", ratio + ", allowed above 1");
    }
    if (!(span > 0 && span <= 1)) {
      throw SteermeshException.ofField(
          PATH + ".repetition.repeated_span", span + ", allowed above 0, at most 1");
    }
    return new TextFacts.Limits(ratio, span);
  }
}
