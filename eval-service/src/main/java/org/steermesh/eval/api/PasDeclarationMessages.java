package org.steermesh.eval.api;

import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.statistics.Bootstrap;
import org.steermesh.eval.v1.PasBaselines;
import org.steermesh.eval.v1.PasControls;
import org.steermesh.eval.v1.PasSearch;
import org.steermesh.eval.v1.PasSplit;
import org.steermesh.eval.v1.PasTask;

/** A search of painless activation steering as a message, every default filled in. */
final class PasDeclarationMessages {

  private PasDeclarationMessages() {}

  static PasSearch search(PasStudy study, Bootstrap bootstrap) {
    return PasSearch.newBuilder()
        .setModel(study.model())
        .addAllTasks(study.tasks().stream().map(PasDeclarationMessages::task).toList())
        .setProtocol(protocol(study.protocol()))
        .addAllSeeds(study.seeds())
        .setSplit(split(study.split()))
        .addAllMethods(study.methods().stream().map(PasDeclarationMessages::method).toList())
        .addAllTargets(study.grid().targets().stream().map(TypeProtos::target).toList())
        .addAllBlocks(study.grid().blocks())
        .addAllStrengths(study.grid().strengths().stream().map(Double::floatValue).toList())
        .setSelection(selection(study.selection()))
        .setControls(controls(study.controls()))
        .setBaselines(
            PasBaselines.newBuilder()
                .addAllPrompts(study.baselines().prompts())
                .setFewShotExamples(study.baselines().fewShot())
                .setSteerFewShot(study.baselines().steerFewShot()))
        .setBootstrapSeed(bootstrap.seed())
        .setBootstrapResamples(bootstrap.resamples())
        .setConfidence(bootstrap.confidence())
        .setRendering(TypeProtos.rendering(study.shown()))
        .build();
  }

  static PasSearch.Method method(PasStudy.Method method) {
    return switch (method) {
      case PASF -> PasSearch.Method.METHOD_PASF;
      case IPASA -> PasSearch.Method.METHOD_IPASA;
      case IPASWO -> PasSearch.Method.METHOD_IPASWO;
    };
  }

  private static PasTask task(PasStudy.Task task) {
    return PasTask.newBuilder()
        .setDataset(task.dataset())
        .setCategory(task.category())
        .setCondition(task.condition())
        .build();
  }

  private static PasSearch.Protocol protocol(PasStudy.Protocol protocol) {
    return switch (protocol) {
      case SOUND -> PasSearch.Protocol.PROTOCOL_SOUND;
      case PAPER -> PasSearch.Protocol.PROTOCOL_PAPER;
    };
  }

  private static PasSearch.Selection selection(PasStudy.Selection selection) {
    return switch (selection) {
      case PAPER_TIE -> PasSearch.Selection.SELECTION_PAPER_TIE;
      case ONE_STANDARD_ERROR -> PasSearch.Selection.SELECTION_ONE_STANDARD_ERROR;
    };
  }

  private static PasSplit split(PasStudy.Split split) {
    return PasSplit.newBuilder()
        .setMaxItems(split.maxItems())
        .setTrainItems(split.train())
        .setValidationItems(split.validation())
        .setTestItems(split.test())
        .build();
  }

  private static PasControls controls(PasStudy.Controls controls) {
    return PasControls.newBuilder()
        .setRandomVectors(controls.randomVectors())
        .setRandomSeed(controls.randomSeed())
        .setSignFlip(controls.signFlip())
        .setLetterOnly(controls.letterOnly())
        .setShuffledLabels(controls.shuffledLabels())
        .build();
  }
}
