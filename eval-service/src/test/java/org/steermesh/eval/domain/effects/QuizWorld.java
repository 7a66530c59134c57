package org.steermesh.eval.domain.effects;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.Library;
import org.steermesh.eval.domain.PasFinding;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.Question;
import org.steermesh.eval.domain.Scorer;
import org.steermesh.eval.domain.SparseFacts;
import org.steermesh.eval.domain.pas.LetterScorer;
import org.steermesh.eval.domain.pas.TaskLibrary;

/**
 * Eight items of four choices and a model that knows the first five, is too short for the last,
 * forgets two and learns one when it is pushed up, and knows nothing when it is pushed down.
 *
 * @param digest of its data set
 */
public record QuizWorld(String digest) implements Library, TaskLibrary, Scorer {

  private static final int ITEMS = 8;
  private static final List<String> LETTERS = List.of("A", "B", "C", "D");

  @Override
  public Dataset dataset(String name) {
    return switch (name) {
      case "datasets/quiz" -> new Dataset(name, "quiz", digest, ITEMS, true);
      case "datasets/pairs" -> new Dataset(name, "pairs", digest, ITEMS, false);
      default ->
          throw new SteermeshException(ErrorReason.DATASET_NOT_FOUND, name + " does not exist");
    };
  }

  @Override
  public Items items(View view, PasStudy.Part part) {
    assertThat(part).isEqualTo(PasStudy.Part.TEST);
    assertThat(view.protocol()).isEqualTo(PasStudy.Protocol.SOUND);
    assertThat(view.split().train() + view.split().validation()).isZero();
    List<Item> items =
        IntStream.range(0, Math.min(ITEMS, view.split().test()))
            .mapToObj(i -> new Item(i, Integer.toString(i), LETTERS, i % 4, Map.of()))
            .toList();
    return new Items(items, 0, 0, items.size());
  }

  @Override
  public List<List<Answer>> letters(
      Grid grid, List<LetterScorer.Prompt> prompts, Cancellation cancellation) {
    List<List<Answer>> answers = new ArrayList<>();
    for (Cell cell : grid.cells()) {
      double strength = cell.changes().stream().mapToDouble(Cell.Steered::strength).sum();
      answers.add(
          prompts.stream()
              .map(prompt -> answer(Integer.parseInt(prompt.text()), strength))
              .toList());
    }
    return answers;
  }

  /** Letters have half of the probability: the model would rather say something else. */
  private static Answer answer(int item, double strength) {
    if (item == ITEMS - 1) {
      return new Answer.Refused("PROMPT_TOO_LONG");
    }
    List<Double> logs = new ArrayList<>(Collections.nCopies(4, Math.log(0.125)));
    if (strength >= 0) {
      boolean known = strength > 0 ? item >= 2 && item <= 5 : item <= 4;
      Collections.fill(logs, Math.log(0.05));
      logs.set((known ? item : item + 1) % 4, Math.log(0.35));
    }
    return new Answer.Scored(logs, 4, Math.abs(strength) / 10);
  }

  @Override
  public Model model(String name) {
    throw unasked();
  }

  @Override
  public Version version(String name) {
    throw unasked();
  }

  @Override
  public SparseFacts sparse(String version, Site site, int topCount) {
    throw unasked();
  }

  @Override
  public Features features(String version, Site site) {
    throw unasked();
  }

  @Override
  public List<Question> questions(String dataset, long first, long count) {
    throw unasked();
  }

  @Override
  public PasFinding.Vectors build(Order order, Cancellation cancellation) {
    throw unasked();
  }

  @Override
  public float[] values(String version, Site site) {
    throw unasked();
  }

  @Override
  public List<List<Answer>> questions(
      Grid grid, PromptLayout layout, List<Question> questions, Cancellation cancellation) {
    throw unasked();
  }

  @Override
  public List<List<Answer>> texts(Grid grid, List<String> texts, Cancellation cancellation) {
    throw unasked();
  }

  @Override
  public List<List<Answer>> options(Grid grid, List<Options> items, Cancellation cancellation) {
    throw unasked();
  }

  @Override
  public List<List<TextAnswer>> divergingTexts(
      Grid grid, List<String> texts, Cancellation cancellation) {
    throw unasked();
  }

  private static UnsupportedOperationException unasked() {
    return new UnsupportedOperationException("a suite of choices asks for nothing else");
  }
}
