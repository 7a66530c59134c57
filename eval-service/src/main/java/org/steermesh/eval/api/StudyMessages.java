package org.steermesh.eval.api;

import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.OpenEndedStudy;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.SideEffectStudy;
import org.steermesh.eval.domain.Study;

/** Studies as messages: what was declared, and what came out. */
final class StudyMessages {

  private StudyMessages() {}

  /** Sets what was declared. */
  static void setDeclaration(
      org.steermesh.eval.v1.Declaration.Builder message, Evaluation evaluation, Study study) {
    switch (study) {
      case PasStudy pas ->
          message.setPas(
              PasDeclarationMessages.search(pas, evaluation.declaration().analysis().bootstrap()));
      case OpenEndedStudy open ->
          message.setOpenEnded(OpenEndedDeclarations.declaration(evaluation, open));
      case SideEffectStudy effects ->
          message.setSideEffects(SideEffectMessages.declaration(evaluation, effects));
    }
  }

  /** Sets what came out so far. */
  static void setResult(
      org.steermesh.eval.v1.Evaluation.Builder message, Evaluation evaluation, Study study) {
    switch (study) {
      case PasStudy pas -> message.setPas(PasResultMessages.result(evaluation, pas));
      case OpenEndedStudy open ->
          message.setOpenEnded(OpenEndedMessages.result(evaluation, open, false));
      case SideEffectStudy effects ->
          message.setSideEffects(SideEffectMessages.result(evaluation, effects));
    }
  }
}
