package org.steermesh.contract.protos;

import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.Gate;
import org.steermesh.contract.type.ModelFingerprint;
import org.steermesh.contract.type.PositionRule;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;
import org.steermesh.type.v1.ChatMessage;
import org.steermesh.type.v1.ChatPrompt;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.TextPrompt;
import org.steermesh.type.v1.VectorRef;

/** Translates the shared types; what comes in is checked, and refused under its field's name. */
public final class TypeProtos {

  private static final String DEFAULT_ANSWER_PREFIX = "(";
  private static final int LONGEST_TEXT = 65_536;
  private static final int MOST_IDS = 1024;

  private TypeProtos() {}

  /** A site that a caller sent; an unset target is the residual. */
  public static Site site(String field, org.steermesh.type.v1.Site site) {
    if (site.getBlock() < 0) {
      throw SteermeshException.ofField(
          field + ".block", site.getBlock() + " is negative: blocks are counted from 0");
    }
    return new Site(site.getBlock(), target(field + ".target", site.getTarget()));
  }

  /**
   * A target that a caller sent; an unset one is the residual.
   *
   * @param field that holds it, for errors
   */
  public static Target target(String field, org.steermesh.type.v1.Target target) {
    return switch (target) {
      case TARGET_UNSPECIFIED, TARGET_RESIDUAL -> Target.RESIDUAL;
      case TARGET_ATTENTION -> Target.ATTENTION;
      case TARGET_MLP -> Target.MLP;
      case TARGET_MLP_INPUT -> Target.MLP_INPUT;
      case UNRECOGNIZED ->
          throw SteermeshException.ofField(field, "is none of the values of Target");
    };
  }

  /** A site to send. */
  public static org.steermesh.type.v1.Site site(Site site) {
    return org.steermesh.type.v1.Site.newBuilder()
        .setBlock(site.block())
        .setTarget(target(site.target()))
        .build();
  }

  /** A target to send. */
  public static org.steermesh.type.v1.Target target(Target target) {
    return switch (target) {
      case RESIDUAL -> org.steermesh.type.v1.Target.TARGET_RESIDUAL;
      case ATTENTION -> org.steermesh.type.v1.Target.TARGET_ATTENTION;
      case MLP -> org.steermesh.type.v1.Target.TARGET_MLP;
      case MLP_INPUT -> org.steermesh.type.v1.Target.TARGET_MLP_INPUT;
    };
  }

  /**
   * Positions that a caller sent.
   *
   * @param unset the rule when none is set
   */
  public static Positions positions(
      String field, org.steermesh.type.v1.Positions positions, PositionRule unset) {
    PositionRule rule = rule(field + ".rule", positions.getRule(), unset);
    boolean marked = rule == PositionRule.FROM_MARKER;
    if (marked == positions.getMarker().isEmpty() || tooLong(positions.getMarker())) {
      throw SteermeshException.ofField(
          field + ".marker",
          "must be 1 to "
              + LONGEST_TEXT
              + " characters with FROM_MARKER and empty with other rules");
    }
    boolean listed = rule == PositionRule.INDICES;
    int count = positions.getIndicesCount();
    if (listed == (count == 0) || count > MOST_IDS) {
      throw SteermeshException.ofField(
          field + ".indices",
          count + " indices: must be 1 to " + MOST_IDS + " with INDICES and none with other rules");
    }
    if (positions.getExcludedTokenIdsCount() > MOST_IDS) {
      throw SteermeshException.ofField(
          field + ".excluded_token_ids",
          positions.getExcludedTokenIdsCount() + " ids: at most " + MOST_IDS + " are allowed");
    }
    if (positions.getExcludedSpansCount() > 0) {
      throw SteermeshException.ofField(
          field + ".excluded_spans", "is for texts that are generated or scored, not for this");
    }
    return new Positions(
        rule,
        positions.getMarker(),
        positions.getIndicesList(),
        positions.getExcludedTokenIdsList());
  }

  /**
   * A rule that a caller sent.
   *
   * @param field that holds it, for errors
   * @param unset the rule when none is set
   */
  public static PositionRule rule(
      String field, org.steermesh.type.v1.PositionRule rule, PositionRule unset) {
    return switch (rule) {
      case POSITION_RULE_UNSPECIFIED -> unset;
      case POSITION_RULE_ALL -> PositionRule.ALL;
      case POSITION_RULE_ALL_BUT_BOS -> PositionRule.ALL_BUT_BOS;
      case POSITION_RULE_LAST_OF_PROMPT -> PositionRule.LAST_OF_PROMPT;
      case POSITION_RULE_FROM_LAST_OF_PROMPT -> PositionRule.FROM_LAST_OF_PROMPT;
      case POSITION_RULE_LAST_OF_INPUT -> PositionRule.LAST_OF_INPUT;
      case POSITION_RULE_ANSWER_LETTER -> PositionRule.ANSWER_LETTER;
      case POSITION_RULE_FROM_MARKER -> PositionRule.FROM_MARKER;
      case POSITION_RULE_GENERATED_ONLY -> PositionRule.GENERATED_ONLY;
      case POSITION_RULE_PROMPT_ONLY -> PositionRule.PROMPT_ONLY;
      case POSITION_RULE_INDICES -> PositionRule.INDICES;
      case UNRECOGNIZED ->
          throw SteermeshException.ofField(field, "is none of the values of PositionRule");
    };
  }

  /** A gate to send. */
  public static org.steermesh.type.v1.Gate gate(Gate gate) {
    org.steermesh.type.v1.Gate.Builder message =
        org.steermesh.type.v1.Gate.newBuilder()
            .setVector(VectorRef.newBuilder().setName(gate.vector()))
            .setSite(site(gate.site()))
            .setThreshold(gate.threshold())
            .setLatched(gate.closing().never());
    gate.feature().ifPresent(message::setFeature);
    gate.closing().threshold().ifPresent(message::setCloseThreshold);
    return message.build();
  }

  /** Positions to send. */
  public static org.steermesh.type.v1.Positions positions(Positions positions) {
    return org.steermesh.type.v1.Positions.newBuilder()
        .setRule(
            org.steermesh.type.v1.PositionRule.valueOf("POSITION_RULE_" + positions.rule().name()))
        .setMarker(positions.marker())
        .addAllIndices(positions.indices())
        .addAllExcludedTokenIds(positions.excludedTokenIds())
        .build();
  }

  /** A layout that a caller sent, its defaults filled in. */
  public static PromptLayout layout(String field, org.steermesh.type.v1.PromptLayout layout) {
    PromptLayout.Rendering rendering =
        rendering(field + ".rendering", layout.getRendering(), layout.getRenderingValue());
    String template = layout.getTemplate().isEmpty() ? PromptLayout.QUESTION : layout.getTemplate();
    int place = template.indexOf(PromptLayout.QUESTION);
    if (place < 0 || place != template.lastIndexOf(PromptLayout.QUESTION) || tooLong(template)) {
      throw SteermeshException.ofField(
          field + ".template",
          "must hold "
              + PromptLayout.QUESTION
              + " exactly once and have at most "
              + LONGEST_TEXT
              + " characters");
    }
    String prefix = layout.hasAnswerPrefix() ? layout.getAnswerPrefix() : DEFAULT_ANSWER_PREFIX;
    if (tooLong(prefix)) {
      throw SteermeshException.ofField(
          field + ".answer_prefix",
          prefix.length() + " characters: at most " + LONGEST_TEXT + " are allowed");
    }
    return new PromptLayout(rendering, template, prefix);
  }

  /**
   * A rendering that a caller sent; plain if unset.
   *
   * @param number that it was sent by
   */
  public static PromptLayout.Rendering rendering(
      String field, org.steermesh.type.v1.PromptLayout.Rendering rendering, int number) {
    return switch (rendering) {
      case RENDERING_UNSPECIFIED, RENDERING_PLAIN -> PromptLayout.Rendering.PLAIN;
      case RENDERING_CHAT -> PromptLayout.Rendering.CHAT;
      case UNRECOGNIZED ->
          throw SteermeshException.ofField(field, "value " + number + " is not a Rendering");
    };
  }

  /** A layout to send. */
  public static org.steermesh.type.v1.PromptLayout layout(PromptLayout layout) {
    return org.steermesh.type.v1.PromptLayout.newBuilder()
        .setRendering(rendering(layout.rendering()))
        .setTemplate(layout.template())
        .setAnswerPrefix(layout.answerPrefix())
        .build();
  }

  /** A rendering to send. */
  public static org.steermesh.type.v1.PromptLayout.Rendering rendering(
      PromptLayout.Rendering rendering) {
    return switch (rendering) {
      case PLAIN -> org.steermesh.type.v1.PromptLayout.Rendering.RENDERING_PLAIN;
      case CHAT -> org.steermesh.type.v1.PromptLayout.Rendering.RENDERING_CHAT;
    };
  }

  /**
   * A prompt to send.
   *
   * @param text of a filled layout
   */
  public static Prompt prompt(PromptLayout.Rendering rendering, String text) {
    return switch (rendering) {
      case PLAIN -> Prompt.newBuilder().setText(TextPrompt.newBuilder().setText(text)).build();
      case CHAT ->
          Prompt.newBuilder()
              .setChat(
                  ChatPrompt.newBuilder()
                      .addMessages(ChatMessage.newBuilder().setRole("user").setContent(text)))
              .build();
    };
  }

  /** A fingerprint that came in. */
  public static ModelFingerprint fingerprint(org.steermesh.type.v1.ModelFingerprint fingerprint) {
    return new ModelFingerprint(
        fingerprint.getWeightsDigest(),
        fingerprint.getTokenizerDigest(),
        fingerprint.getTemplateDigest());
  }

  /** A fingerprint to send. */
  public static org.steermesh.type.v1.ModelFingerprint fingerprint(ModelFingerprint fingerprint) {
    return org.steermesh.type.v1.ModelFingerprint.newBuilder()
        .setWeightsDigest(fingerprint.weightsDigest())
        .setTokenizerDigest(fingerprint.tokenizerDigest())
        .setTemplateDigest(fingerprint.templateDigest())
        .build();
  }

  private static boolean tooLong(String text) {
    return text.length() > LONGEST_TEXT;
  }
}
