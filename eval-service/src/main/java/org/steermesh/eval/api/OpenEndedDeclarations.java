package org.steermesh.eval.api;

import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.OpenEndedStudy;
import org.steermesh.eval.domain.judging.Drawing;
import org.steermesh.eval.domain.judging.Judge;
import org.steermesh.eval.v1.EndpointJudge;
import org.steermesh.eval.v1.LexicalJudge;
import org.steermesh.eval.v1.ModelJudge;
import org.steermesh.eval.v1.OpenEnded;
import org.steermesh.eval.v1.RepetitionLimits;
import org.steermesh.eval.v1.ReplyRule;
import org.steermesh.generation.v1.Sampling;

/** A study of free texts as it was declared, every default filled in. */
final class OpenEndedDeclarations {

  private OpenEndedDeclarations() {}

  static OpenEnded declaration(Evaluation evaluation, OpenEndedStudy study) {
    OpenEnded.Builder message =
        OpenEnded.newBuilder()
            .setModel(study.model())
            .addAllArms(DeclarationMessages.arms(study.steered()))
            .addAllStrengths(DeclarationMessages.floats(study.steered().strengths()))
            .setLayout(TypeProtos.layout(study.asked().layout()))
            .setAnswerPrefix(study.asked().answerPrefix())
            .setSampling(sampling(study.writing()))
            .setSamplesPerPrompt(study.writing().samples())
            .setAnalysis(DeclarationMessages.analysis(evaluation.declaration().analysis()))
            .setRepetition(
                RepetitionLimits.newBuilder()
                    .setCompressionRatio(study.repetition().compressionRatio())
                    .setRepeatedSpan(study.repetition().repeatedSpan()))
            .setBehaviour(study.behaviour());
    study.asked().settings().forEach(each -> message.addSettings(OpenEndedMessages.setting(each)));
    study.judges().forEach(judge -> message.addJudges(judge(judge)));
    if (study.asked().source().dataset().isEmpty()) {
      message.addAllPrompts(study.asked().source().prompts());
    } else {
      message.setQuestions(DeclarationMessages.items(evaluation.declaration().items()));
    }
    return message.build();
  }

  private static Sampling sampling(OpenEndedStudy.Writing writing) {
    Drawing drawing = writing.drawing();
    return Sampling.newBuilder()
        .setTemperature((float) drawing.temperature())
        .setTopK(drawing.topK())
        .setTopP((float) drawing.topP())
        .setMinP((float) drawing.minP())
        .setRepetitionPenalty((float) drawing.repetitionPenalty())
        .setMaxTokens(drawing.maxTokens())
        .addAllStopStrings(drawing.stopStrings())
        .setStopAtEndOfText(drawing.stopAtEndOfText())
        .setSeed(writing.seed())
        .build();
  }

  private static org.steermesh.eval.v1.Judge judge(Judge judge) {
    org.steermesh.eval.v1.Judge.Builder message =
        org.steermesh.eval.v1.Judge.newBuilder()
            .setName(judge.name())
            .setReply(reply(judge.reply()));
    switch (judge) {
      case Judge.Endpoint endpoint -> message.setEndpoint(endpoint(endpoint));
      case Judge.Model model -> message.setModel(model(model));
      case Judge.Lexical lexical ->
          message.setLexical(
              LexicalJudge.newBuilder()
                  .addAllPositive(lexical.positive())
                  .addAllNegative(lexical.negative()));
    }
    return message.build();
  }

  private static EndpointJudge endpoint(Judge.Endpoint judge) {
    return EndpointJudge.newBuilder()
        .setUrl(judge.url())
        .setModel(judge.model())
        .setKeyVariable(judge.keyVariable())
        .setRubric(judge.rubric())
        .setSystem(judge.system())
        .setTemperature(judge.limits().temperature())
        .setMaxTokens(judge.limits().maxTokens())
        .setConcurrency(judge.limits().concurrency())
        .setTimeoutSeconds(judge.limits().timeoutSeconds())
        .setAttempts(judge.limits().attempts())
        .build();
  }

  private static ModelJudge model(Judge.Model judge) {
    ModelJudge.Builder message =
        ModelJudge.newBuilder()
            .setModel(judge.model())
            .setRubric(judge.rubric())
            .setRendering(
                TypeProtos.layout(new PromptLayout(judge.rendering(), PromptLayout.QUESTION, ""))
                    .getRendering())
            .setReplyPrefix(judge.opening())
            .setMaxTokens(judge.maxTokens());
    DeclarationMessages.arms(judge.arm().stream().toList()).forEach(message::setArm);
    return message.setStrength((float) judge.strength()).build();
  }

  private static ReplyRule reply(org.steermesh.eval.domain.judging.ReplyRule rule) {
    ReplyRule.Rule which =
        switch (rule.rule()) {
          case FIRST_INTEGER -> ReplyRule.Rule.RULE_FIRST_INTEGER;
          case LAST_INTEGER -> ReplyRule.Rule.RULE_LAST_INTEGER;
          case NUMBER_AFTER_MARKER -> ReplyRule.Rule.RULE_NUMBER_AFTER_MARKER;
        };
    return ReplyRule.newBuilder()
        .setRule(which)
        .setLowest(rule.lowest())
        .setHighest(rule.highest())
        .setMarker(rule.marker())
        .build();
  }
}
