package org.steermesh.eval.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.eval.domain.Arm;
import org.steermesh.eval.domain.Draft;
import org.steermesh.eval.domain.judging.Judge;
import org.steermesh.eval.domain.judging.JudgeRules;
import org.steermesh.eval.domain.judging.ReplyRule;
import org.steermesh.eval.v1.EndpointJudge;
import org.steermesh.eval.v1.LexicalJudge;
import org.steermesh.eval.v1.ModelJudge;

/**
 * Declared judges, before the vectors that steer some of them are resolved.
 *
 * @param judges those of the mesh's own model without their arms
 * @param arms of the judges that are steered, in order
 */
record JudgeDrafts(List<Judge> judges, List<Draft.Place> arms) {

  private static final int MOST_JUDGES = 8;
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_TEXT = 16 * 1024;
  private static final int LONGEST_URL = 2048;
  private static final int LONGEST_PREFIX = 256;
  private static final int MOST_WORDS = 1000;
  private static final int MOST_TOKENS = 4096;
  private static final int DEFAULT_TOKENS = 16;
  private static final double DEFAULT_LOWEST = 0;
  private static final double DEFAULT_HIGHEST = 10;

  static JudgeDrafts read(
      String path, List<org.steermesh.eval.v1.Judge> declared, JudgeRules rules) {
    if (declared.size() > MOST_JUDGES) {
      throw SteermeshException.ofField(
          path, declared.size() + " judges, at most " + MOST_JUDGES + " are allowed");
    }
    List<Judge> judges = new ArrayList<>();
    List<Draft.Place> arms = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < declared.size(); i++) {
      String field = path + "[" + i + "]";
      Judge judge = judge(field, declared.get(i));
      if (!names.add(judge.name())) {
        throw SteermeshException.ofField(
            field + ".name", "'" + judge.name() + "' is the name of another judge");
      }
      if (judge instanceof Judge.Endpoint endpoint) {
        rules.check(field + ".endpoint", endpoint);
      }
      judges.add(judge);
      if (declared.get(i).getModel().hasArm()) {
        arms.add(DraftFields.place(field + ".model.arm", declared.get(i).getModel().getArm()));
      }
    }
    return new JudgeDrafts(judges, arms);
  }

  /** The judges with their arms. */
  List<Judge> with(List<Arm> resolved) {
    List<Judge> complete = new ArrayList<>();
    int next = 0;
    for (Judge judge : judges) {
      boolean steered = judge instanceof Judge.Model model && !Double.isNaN(model.strength());
      complete.add(
          judge instanceof Judge.Model model
              ? armed(model, steered ? Optional.of(resolved.get(next)) : Optional.empty())
              : judge);
      next += steered ? 1 : 0;
    }
    return complete;
  }

  /** A strength of NaN says that there is no arm. */
  private static Judge armed(Judge.Model judge, Optional<Arm> arm) {
    return new Judge.Model(
        judge.name(),
        judge.reply(),
        judge.model(),
        judge.rubric(),
        arm,
        arm.isPresent() ? judge.strength() : 0,
        judge.rendering(),
        judge.opening(),
        judge.maxTokens());
  }

  private static Judge judge(String field, org.steermesh.eval.v1.Judge declared) {
    String name = DraftTexts.required(field + ".name", declared.getName(), LONGEST_NAME);
    ReplyRule reply = reply(field + ".reply", declared.getReply());
    return switch (declared.getKindCase()) {
      case ENDPOINT -> endpoint(field + ".endpoint", name, reply, declared.getEndpoint());
      case MODEL -> model(field + ".model", name, reply, declared.getModel());
      case LEXICAL -> lexical(field + ".lexical", name, reply, declared.getLexical());
      case KIND_NOT_SET ->
          throw SteermeshException.ofField(
              field + ".kind", "is not set: it must be endpoint, model or lexical");
    };
  }

  private static ReplyRule reply(String field, org.steermesh.eval.v1.ReplyRule declared) {
    ReplyRule.Rule rule =
        switch (declared.getRule()) {
          case RULE_UNSPECIFIED, RULE_FIRST_INTEGER -> ReplyRule.Rule.FIRST_INTEGER;
          case RULE_LAST_INTEGER -> ReplyRule.Rule.LAST_INTEGER;
          case RULE_NUMBER_AFTER_MARKER -> ReplyRule.Rule.NUMBER_AFTER_MARKER;
          case UNRECOGNIZED ->
              throw SteermeshException.ofField(
                  field + ".rule", "value " + declared.getRuleValue() + " is not a Rule");
        };
    try {
      return new ReplyRule(
          rule,
          declared.hasLowest() ? declared.getLowest() : DEFAULT_LOWEST,
          declared.hasHighest() ? declared.getHighest() : DEFAULT_HIGHEST,
          DraftTexts.bounded(field + ".marker", declared.getMarker(), LONGEST_NAME));
    } catch (IllegalArgumentException e) {
      throw SteermeshException.ofField(field, String.valueOf(e.getMessage()));
    }
  }

  private static Judge endpoint(
      String field, String name, ReplyRule reply, EndpointJudge declared) {
    double temperature = declared.hasTemperature() ? declared.getTemperature() : 0;
    if (!(temperature >= 0 && temperature <= 2)) {
      throw SteermeshException.ofField(field + ".temperature", temperature + ", allowed 0 to 2");
    }
    return new Judge.Endpoint(
        name,
        reply,
        DraftTexts.required(field + ".url", declared.getUrl(), LONGEST_URL),
        DraftTexts.required(field + ".model", declared.getModel(), LONGEST_PREFIX),
        DraftTexts.bounded(field + ".key_variable", declared.getKeyVariable(), LONGEST_PREFIX),
        rubric(field, declared.getRubric()),
        DraftTexts.bounded(field + ".system", declared.getSystem(), LONGEST_TEXT),
        new Judge.CallLimits(
            temperature,
            DraftTexts.within(
                field + ".max_tokens", declared.getMaxTokens(), MOST_TOKENS, DEFAULT_TOKENS),
            DraftTexts.within(field + ".concurrency", declared.getConcurrency(), 32, 4),
            DraftTexts.within(field + ".timeout_seconds", declared.getTimeoutSeconds(), 600, 60),
            DraftTexts.within(field + ".attempts", declared.getAttempts(), 10, 4)));
  }

  private static Judge model(String field, String name, ReplyRule reply, ModelJudge declared) {
    double strength = DraftTexts.exact(declared.getStrength());
    if (!Double.isFinite(strength)) {
      throw SteermeshException.ofField(field + ".strength", strength + " must be finite");
    }
    return new Judge.Model(
        name,
        reply,
        DraftTexts.model(field, declared.getModel()),
        rubric(field, declared.getRubric()),
        Optional.empty(),
        declared.hasArm() ? strength : Double.NaN,
        TypeProtos.rendering(
            field + ".rendering", declared.getRendering(), declared.getRenderingValue()),
        DraftTexts.bounded(field + ".reply_prefix", declared.getReplyPrefix(), LONGEST_PREFIX),
        DraftTexts.within(
            field + ".max_tokens", declared.getMaxTokens(), MOST_TOKENS, DEFAULT_TOKENS));
  }

  private static String rubric(String field, String rubric) {
    DraftTexts.required(field + ".rubric", rubric, LONGEST_TEXT);
    if (!rubric.contains(Judge.ANSWER)) {
      throw SteermeshException.ofField(
          field + ".rubric", "has no " + Judge.ANSWER + " in it, where the text stands");
    }
    return rubric;
  }

  private static Judge lexical(String field, String name, ReplyRule reply, LexicalJudge declared) {
    return new Judge.Lexical(
        name,
        reply,
        words(field + ".positive", declared.getPositiveList()),
        words(field + ".negative", declared.getNegativeList()));
  }

  private static List<String> words(String field, List<String> words) {
    if (words.isEmpty() || words.size() > MOST_WORDS) {
      throw SteermeshException.ofField(field, words.size() + " words, allowed 1 to " + MOST_WORDS);
    }
    for (int i = 0; i < words.size(); i++) {
      DraftTexts.required(field + "[" + i + "]", words.get(i), LONGEST_PREFIX);
    }
    return words;
  }
}
