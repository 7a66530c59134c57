package org.steermesh.eval.types;

import org.steermesh.contract.SteermeshException;
import org.steermesh.eval.domain.Declaration.Layout;
import org.steermesh.eval.domain.Positions;
import org.steermesh.eval.domain.Site;
import org.steermesh.eval.domain.Subject;
import org.steermesh.eval.domain.Target;
import org.steermesh.type.v1.ModelFingerprint;
import org.steermesh.type.v1.PositionRule;
import org.steermesh.type.v1.PromptLayout;

/** Translates the shared types; what comes in is checked, and refused under its field's name. */
public final class TypeMessages {

  private static final String RULE = "POSITION_RULE_";
  private static final String QUESTION = "{question}";
  private static final String DEFAULT_ANSWER_PREFIX = "(";

  private TypeMessages() {}

  /** A site; an unset target is the residual. */
  public static Site site(String field, org.steermesh.type.v1.Site message) {
    if (message.getBlock() < 0) {
      throw SteermeshException.ofField(
          field + ".block", message.getBlock() + " is negative: blocks are counted from 0");
    }
    Target target =
        switch (message.getTarget()) {
          case TARGET_UNSPECIFIED, TARGET_RESIDUAL -> Target.RESIDUAL;
          case TARGET_ATTENTION -> Target.ATTENTION;
          case TARGET_MLP -> Target.MLP;
          case TARGET_MLP_INPUT -> Target.MLP_INPUT;
          case UNRECOGNIZED ->
              throw SteermeshException.ofField(
                  field + ".target", "value " + message.getTargetValue() + " is not a Target");
        };
    return new Site(message.getBlock(), target);
  }

  /** A site to send. */
  public static org.steermesh.type.v1.Site site(Site site) {
    org.steermesh.type.v1.Target target =
        switch (site.target()) {
          case RESIDUAL -> org.steermesh.type.v1.Target.TARGET_RESIDUAL;
          case ATTENTION -> org.steermesh.type.v1.Target.TARGET_ATTENTION;
          case MLP -> org.steermesh.type.v1.Target.TARGET_MLP;
          case MLP_INPUT -> org.steermesh.type.v1.Target.TARGET_MLP_INPUT;
        };
    return org.steermesh.type.v1.Site.newBuilder().setBlock(site.block()).setTarget(target).build();
  }

  /** Positions; an unset rule is from the last token of the prompt on. */
  public static Positions positions(String field, org.steermesh.type.v1.Positions message) {
    PositionRule rule = message.getRule();
    if (rule == PositionRule.UNRECOGNIZED) {
      throw SteermeshException.ofField(
          field + ".rule", "value " + message.getRuleValue() + " is not a PositionRule");
    }
    if ((rule == PositionRule.POSITION_RULE_FROM_MARKER) == message.getMarker().isEmpty()) {
      throw SteermeshException.ofField(
          field + ".marker", "must be set with FROM_MARKER and empty with other rules");
    }
    if ((rule == PositionRule.POSITION_RULE_INDICES) == (message.getIndicesCount() == 0)) {
      throw SteermeshException.ofField(
          field + ".indices", "must be given with INDICES and with no other rule");
    }
    return new Positions(
        rule == PositionRule.POSITION_RULE_UNSPECIFIED
            ? Positions.Rule.FROM_LAST_OF_PROMPT
            : Positions.Rule.valueOf(rule.name().substring(RULE.length())),
        message.getMarker(),
        message.getIndicesList(),
        message.getExcludedTokenIdsList());
  }

  /** Positions to send. */
  public static org.steermesh.type.v1.Positions positions(Positions positions) {
    return org.steermesh.type.v1.Positions.newBuilder()
        .setRule(PositionRule.valueOf(RULE + positions.rule().name()))
        .setMarker(positions.marker())
        .addAllIndices(positions.indices())
        .addAllExcludedTokenIds(positions.excludedTokenIds())
        .build();
  }

  /** A layout; unset parts have their defaults. */
  public static Layout layout(String field, PromptLayout message) {
    String template = message.getTemplate().isEmpty() ? QUESTION : message.getTemplate();
    int at = template.indexOf(QUESTION);
    if (at < 0 || at != template.lastIndexOf(QUESTION)) {
      throw SteermeshException.ofField(
          field + ".template", "must hold " + QUESTION + " exactly once");
    }
    Layout.Rendering rendering =
        switch (message.getRendering()) {
          case RENDERING_UNSPECIFIED, RENDERING_PLAIN -> Layout.Rendering.PLAIN;
          case RENDERING_CHAT -> Layout.Rendering.CHAT;
          case UNRECOGNIZED ->
              throw SteermeshException.ofField(
                  field + ".rendering",
                  "value " + message.getRenderingValue() + " is not a Rendering");
        };
    return new Layout(
        rendering,
        template,
        message.hasAnswerPrefix() ? message.getAnswerPrefix() : DEFAULT_ANSWER_PREFIX);
  }

  /** A layout to send. */
  public static PromptLayout layout(Layout layout) {
    return PromptLayout.newBuilder()
        .setRendering(
            switch (layout.rendering()) {
              case PLAIN -> PromptLayout.Rendering.RENDERING_PLAIN;
              case CHAT -> PromptLayout.Rendering.RENDERING_CHAT;
            })
        .setTemplate(layout.template())
        .setAnswerPrefix(layout.answerPrefix())
        .build();
  }

  /** What identifies a model. */
  public static Subject.Fingerprint fingerprint(ModelFingerprint message) {
    return new Subject.Fingerprint(
        message.getWeightsDigest(), message.getTokenizerDigest(), message.getTemplateDigest());
  }

  /** What identifies a model, to send. */
  public static ModelFingerprint fingerprint(Subject.Fingerprint fingerprint) {
    return ModelFingerprint.newBuilder()
        .setWeightsDigest(fingerprint.weightsDigest())
        .setTokenizerDigest(fingerprint.tokenizerDigest())
        .setTemplateDigest(fingerprint.templateDigest())
        .build();
  }
}
