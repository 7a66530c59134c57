package org.steermesh.vector.domain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.Site;
import org.steermesh.vector.domain.SiteStatistics.ClassStatistics;
import org.steermesh.vector.domain.task.ShownItem;
import org.steermesh.vector.domain.task.TaskCatalog;
import org.steermesh.vector.domain.task.TaskSplit;
import org.steermesh.vector.domain.task.TaskView;

/**
 * Painless activation steering (Cui and Chen 2025): the model answers the training items, and the
 * activations of what it answered right and wrong are compared. Two passes serve every method and
 * site together.
 */
final class PasBuild {

  private final TaskCatalog tasks;
  private final LetterPredictor predictor;
  private final ActivationReader activations;
  private final VectorStore vectors;
  private final VersionMaker maker;

  PasBuild(
      TaskCatalog tasks,
      LetterPredictor predictor,
      ActivationReader activations,
      VectorStore vectors,
      VersionMaker maker) {
    this.tasks = tasks;
    this.predictor = predictor;
    this.activations = activations;
    this.vectors = vectors;
    this.maker = maker;
  }

  /**
   * Builds one version per method that has something on both sides; that of the first is stored
   * last, which makes it the vector's newest.
   *
   * @throws SteermeshException CONTRAST_SIDE_EMPTY when no method has
   */
  BuildOperation.Outcome.Built run(BuildPlan plan, PasParameters pas, BuildProgress progress) {
    TaskSplit split = tasks.split(plan.dataset(), pas.view(), TaskView.Part.TRAIN);
    Answers answers = answers(plan, pas, split, progress);
    List<BuildMethod> empty = new ArrayList<>();
    List<BuildMethod> wanted = new ArrayList<>();
    for (BuildMethod method : pas.methods()) {
      PasRecipe.Sides sides = PasSides.of(method).count(answers.count());
      boolean isEmpty = sides.positive() == 0 || sides.negative() == 0;
      (isEmpty ? empty : wanted).add(method);
    }
    if (wanted.isEmpty()) {
      throw sideEmpty(pas.methods().getFirst(), answers.count());
    }
    List<SiteStatistics> read = read(plan, pas, split, new Contrast(answers, wanted, progress));
    Version[] versions = new Version[wanted.size()];
    for (int i = versions.length - 1; i >= 0; i--) {
      versions[i] = store(plan, pas, read, new Result(wanted.get(i), answers.count()));
    }
    return new BuildOperation.Outcome.Built(List.of(versions), List.of(), empty);
  }

  /** What is read for which methods. */
  private record Contrast(Answers answers, List<BuildMethod> methods, BuildProgress progress) {}

  /** What a version is made of. */
  private record Result(BuildMethod method, PasRecipe.Answers answers) {}

  private Answers answers(
      BuildPlan plan, PasParameters pas, TaskSplit split, BuildProgress progress) {
    Answers answers = new Answers(split.train().length);
    Iterator<ShownItem> items = tasks.items(plan.dataset(), split, TaskView.Part.TRAIN);
    Iterator<LetterPredictor.Question> questions =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return items.hasNext();
          }

          @Override
          public LetterPredictor.Question next() {
            ShownItem item = items.next();
            answers.ask(item);
            return new LetterPredictor.Question(
                "items[" + item.index() + "]",
                plan.layout().rendering(),
                pas.prefix() + item.prompt(),
                item.order().size());
          }
        };
    predictor.answer(
        plan.model(),
        questions,
        progress::isStopped,
        chosen -> {
          answers.answer(chosen);
          progress.itemDone();
        });
    if (pas.labelShuffleSeed() != null) {
      answers.shuffleLabels(pas.labelShuffleSeed());
    }
    return answers;
  }

  private List<SiteStatistics> read(
      BuildPlan plan, PasParameters pas, TaskSplit split, Contrast contrast) {
    List<Site> sites =
        plan.sites().stream()
            .map(site -> PasParameters.readSite(pas.view().protocol(), site))
            .toList();
    ActivationReader.Summary summary =
        activations.summarize(
            new ActivationReader.Reading(
                plan.model().name(), sites, plan.readPositions(), plan.layout(), null),
            new ContrastSource(
                new ContrastStrings(
                    plan.layout().rendering(),
                    contrast.methods().stream().map(PasSides::of).toList()),
                tasks.items(plan.dataset(), split, TaskView.Part.TRAIN),
                contrast.answers(),
                contrast.progress()),
            contrast.progress()::isStopped);
    VectorBuilder.checkModel(plan, summary);
    return summary.sites();
  }

  private Version store(
      BuildPlan plan, PasParameters pas, List<SiteStatistics> read, Result result) {
    PasSides sides = PasSides.of(result.method());
    List<SiteVector> values = new ArrayList<>();
    List<VersionSite> sites = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      ClassStatistics positive = read.get(i).of(sides.positive());
      ClassStatistics negative = read.get(i).of(sides.negative());
      SiteVector vector =
          plan.storedDtype().round(MeanDifference.of(plan.sites().get(i), positive, negative));
      values.add(vector);
      sites.add(VersionSite.of(vector, meanNorm(positive, negative), plan.storedDtype()));
    }
    PasRecipe recipe =
        new PasRecipe(
            plan.dataset().task(),
            pas.view(),
            result.answers(),
            sides.count(result.answers()),
            pas.prefix().isEmpty()
                ? ""
                : Digests.sha256(pas.prefix().getBytes(StandardCharsets.UTF_8)),
            pas.labelShuffleSeed());
    return vectors.putIfAbsent(maker.of(plan, sites, result.method(), recipe), values);
  }

  private static double meanNorm(ClassStatistics positive, ClassStatistics negative) {
    return (positive.count() * positive.meanNorm() + negative.count() * negative.meanNorm())
        / (positive.count() + negative.count());
  }

  private static SteermeshException sideEmpty(BuildMethod method, PasRecipe.Answers answers) {
    PasRecipe.Sides sides = PasSides.of(method).count(answers);
    String side = sides.positive() == 0 ? "positive" : "negative";
    String why =
        answers.wrong() == 0
            ? "the model answers all %d training items right"
            : "the model answers all %d training items wrong";
    return new SteermeshException(
            ErrorReason.CONTRAST_SIDE_EMPTY,
            ("the %s side of %s is empty: "
                    + why
                    + ", so the sides have %d and %d sequences;"
                    + " there is nothing to compare")
                .formatted(
                    side,
                    method.title(),
                    answers.right() + answers.wrong(),
                    sides.positive(),
                    sides.negative()))
        .with("side", side)
        .with("right_count", Integer.toString(answers.right()))
        .with("wrong_count", Integer.toString(answers.wrong()));
  }
}
