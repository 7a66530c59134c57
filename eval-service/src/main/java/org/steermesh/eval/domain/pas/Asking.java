package org.steermesh.eval.domain.pas;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.Notebook;
import org.steermesh.eval.domain.PasFinding.Answers;
import org.steermesh.eval.domain.PasFinding.Asked;
import org.steermesh.eval.domain.PasStudy;

/** Asks items batch by batch; each batch is kept as soon as it is answered. */
final class Asking {

  /** Stands for the letter of a prompt that was refused. */
  static final char REFUSED = '-';

  private final LetterScorer scorer;
  private final Notebook notebook;
  private final Cancellation cancellation;

  Asking(LetterScorer scorer, Notebook notebook, Cancellation cancellation) {
    this.scorer = scorer;
    this.notebook = notebook;
    this.cancellation = cancellation;
  }

  /**
   * What is asked.
   *
   * @param model {@code models/{model}}
   * @param rendering how each is shown
   * @param items all batches of them
   * @param prefix stands before every prompt; may be empty
   * @param condition attribute that is kept of each item; may be empty
   */
  record Questions(
      String model,
      PromptLayout.Rendering rendering,
      List<TaskLibrary.Item> items,
      String prefix,
      String condition) {}

  /** The answers to every batch, those already kept from the notebook. */
  List<Answers> ask(
      Questions questions, List<Optional<LetterScorer.Push>> steerings, IntFunction<String> step) {
    List<Answers> answers = new ArrayList<>();
    List<TaskLibrary.Item> items = questions.items();
    for (int from = 0; from < items.size(); from += PasStudy.BATCH) {
      List<TaskLibrary.Item> batch =
          items.subList(from, Math.min(from + PasStudy.BATCH, items.size()));
      answers.add(
          notebook.findOr(
              step.apply(from / PasStudy.BATCH),
              Answers.class,
              () -> batch(questions, batch, steerings)));
    }
    return answers;
  }

  private Answers batch(
      Questions questions,
      List<TaskLibrary.Item> batch,
      List<Optional<LetterScorer.Push>> steerings) {
    long start = System.nanoTime();
    List<LetterScorer.Prompt> prompts =
        batch.stream()
            .map(item ->
                new LetterScorer.Prompt(
                    questions.rendering(), questions.prefix() + item.prompt(), item.letters()))
            .toList();
    List<List<LetterScorer.Reply>> replies =
        notebook.ask(() -> scorer.ask(questions.model(), steerings, prompts, cancellation));
    SortedMap<String, Integer> refused = new TreeMap<>();
    replies
        .getFirst()
        .forEach(reply -> {
          if (reply instanceof LetterScorer.Reply.Refused(String reason)) {
            refused.merge(reason, 1, Integer::sum);
          }
        });
    List<Asked> asked =
        batch.stream()
            .map(item ->
                new Asked(
                    Long.toString(item.index()),
                    item.goldLetter(),
                    item.attributes().getOrDefault(questions.condition(), "")))
            .toList();
    List<String> given = replies.stream().map(row -> letters(batch, row)).toList();
    return new Answers(asked, given, refused, (System.nanoTime() - start) / 1e9);
  }

  private static String letters(List<TaskLibrary.Item> batch, List<LetterScorer.Reply> replies) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < replies.size(); i++) {
      List<String> shown = batch.get(i).letters();
      switch (replies.get(i)) {
        case LetterScorer.Reply.Scored scored -> letters.append(shown.get(scored.likeliest()));
        case LetterScorer.Reply.Refused _ -> letters.append(REFUSED);
      }
    }
    return letters.toString();
  }
}
