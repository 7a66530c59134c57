package org.steermesh.eval.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.steermesh.contract.DatasetName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.eval.domain.Declaration;
import org.steermesh.eval.domain.Draft;
import org.steermesh.eval.domain.SideEffectStudy;
import org.steermesh.eval.domain.effects.Suite;
import org.steermesh.eval.v1.ChoiceSuite;
import org.steermesh.eval.v1.NeutralSuite;
import org.steermesh.eval.v1.SideEffects;
import org.steermesh.eval.v1.TruthItem;
import org.steermesh.eval.v1.TruthSuite;

/** Reads and checks a declared study of side effects. */
final class SideEffectDrafts {

  private static final String PATH = "declaration.side_effects";
  private static final int MOST_STRENGTHS = 64;
  private static final int MOST_SUITES = 16;
  private static final int LONGEST_NAME = 64;
  private static final int MOST_QUESTIONS = 2000;
  private static final int MOST_ANSWERS = 64;
  private static final int MOST_ITEMS = 20_000;
  private static final int DEFAULT_ITEMS = 1000;
  private static final int LONGEST_QUESTION = 4096;
  private static final PromptLayout TRUTH_LAYOUT =
      new PromptLayout(PromptLayout.Rendering.PLAIN, "Q: " + PromptLayout.QUESTION + "\nA:", "");

  private SideEffectDrafts() {}

  static Draft read(Optional<String> id, String description, SideEffects declared) {
    List<Suite> suites = suites(declared);
    Draft.Armed plan =
        new Draft.Armed(
            DraftTexts.arms(PATH, declared.getArmsList()),
            DraftFields.strengths(PATH + ".strengths", declared.getStrengthsList(), MOST_STRENGTHS),
            List.of(),
            (steered, none) -> new SideEffectStudy(steered, suites));
    Declaration.Items items =
        suites.stream()
            .flatMap(suite ->
                suite instanceof Suite.Pairs pairs
                    ? List.of(pairs.items()).stream()
                    : List.<Declaration.Items>of().stream())
            .findFirst()
            .orElse(new Declaration.Items("", 0, 0, TRUTH_LAYOUT));
    return new Draft(
        id,
        description,
        DraftTexts.model(PATH, declared.getModel()),
        plan,
        items,
        List.of(),
        DraftFields.analysis(PATH + ".analysis", declared.getAnalysis()));
  }

  private static List<Suite> suites(SideEffects declared) {
    int count = declared.getSuitesCount();
    if (count == 0 || count > MOST_SUITES) {
      throw SteermeshException.ofField(
          PATH + ".suites", count + " suites, allowed 1 to " + MOST_SUITES);
    }
    List<Suite> suites = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      String field = PATH + ".suites[" + i + "]";
      Suite suite = suite(field, declared.getSuites(i));
      if (!names.add(suite.name())) {
        throw SteermeshException.ofField(
            field + ".name", "'" + suite.name() + "' is the name of another suite");
      }
      suites.add(suite);
    }
    return suites;
  }

  private static Suite suite(String field, org.steermesh.eval.v1.Suite declared) {
    String name = DraftTexts.required(field + ".name", declared.getName(), LONGEST_NAME);
    return switch (declared.getKindCase()) {
      case PAIRS ->
          new Suite.Pairs(
              name, DraftFields.items(field + ".pairs.items", declared.getPairs().getItems()), "");
      case TRUTH -> truth(field + ".truth", name, declared.getTruth());
      case NEUTRAL -> neutral(field + ".neutral", name, declared.getNeutral());
      case CHOICES -> choices(field + ".choices", name, declared.getChoices());
      case KIND_NOT_SET ->
          throw SteermeshException.ofField(
              field + ".kind", "is not set: it must be pairs, truth, neutral or choices");
    };
  }

  private static Suite choices(String field, String name, ChoiceSuite declared) {
    DatasetName.parse(field + ".dataset", declared.getDataset());
    int most =
        DraftTexts.within(
            field + ".max_item_count", declared.getMaxItemCount(), MOST_ITEMS, DEFAULT_ITEMS);
    long seed = declared.getSeed();
    if (seed < 0 || seed > PasDrafts.LARGEST_SEED) {
      throw SteermeshException.ofField(
          field + ".seed", seed + ", allowed 0 to " + PasDrafts.LARGEST_SEED);
    }
    return new Suite.Choices(
        name,
        new Suite.Draw(declared.getDataset(), most, seed),
        TypeProtos.rendering(
            field + ".rendering", declared.getRendering(), declared.getRenderingValue()),
        "");
  }

  private static Suite neutral(String field, String name, NeutralSuite declared) {
    if (declared.getTextsCount() == 0) {
      throw SteermeshException.ofField(field + ".texts", "there are none, at least 1 is needed");
    }
    return new Suite.Neutral(
        name,
        DraftFields.texts(field + ".texts", declared.getTextsList()),
        !declared.hasDivergence() || declared.getDivergence());
  }

  private static Suite truth(String field, String name, TruthSuite declared) {
    int count = declared.getItemsCount();
    if (count == 0 || count > MOST_QUESTIONS) {
      throw SteermeshException.ofField(
          field + ".items", count + " questions, allowed 1 to " + MOST_QUESTIONS);
    }
    List<Suite.TruthItem> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String at = field + ".items[" + i + "]";
      TruthItem item = declared.getItems(i);
      items.add(
          new Suite.TruthItem(
              DraftTexts.required(at + ".question", item.getQuestion(), LONGEST_QUESTION),
              answers(at + ".true_answers", item.getTrueAnswersList()),
              answers(at + ".false_answers", item.getFalseAnswersList())));
    }
    PromptLayout layout =
        declared.hasLayout()
            ? TypeProtos.layout(field + ".layout", declared.getLayout())
            : TRUTH_LAYOUT;
    return new Suite.Truth(name, items, layout);
  }

  private static List<String> answers(String field, List<String> answers) {
    if (answers.isEmpty() || answers.size() > MOST_ANSWERS) {
      throw SteermeshException.ofField(
          field, answers.size() + " answers, allowed 1 to " + MOST_ANSWERS);
    }
    for (int i = 0; i < answers.size(); i++) {
      int length = answers.get(i).getBytes(UTF_8).length;
      if (answers.get(i).isBlank() || length > LONGEST_QUESTION) {
        throw SteermeshException.ofField(
            field + "[" + i + "]", length + " bytes, allowed 1 to " + LONGEST_QUESTION);
      }
    }
    return answers;
  }
}
