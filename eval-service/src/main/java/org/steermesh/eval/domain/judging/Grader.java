package org.steermesh.eval.domain.judging;

import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.Notebook;
import org.steermesh.eval.domain.OpenEndedFinding.Grades;
import org.steermesh.eval.domain.OpenEndedFinding.Text;
import org.steermesh.eval.domain.OpenEndedFinding.Texts;
import org.steermesh.eval.domain.judging.Writer.Outcome;

/** Asks one judge about texts. What it cannot be asked, or does not answer, is a verdict too. */
final class Grader {

  /** Failures in a row after which a judge is no longer asked again about the same text. */
  private static final int PATIENCE = 8;

  private static final int MODEL_AT_A_TIME = 8;

  private final Judge judge;
  private final ChatEndpoint endpoint;
  private final Writer writer;
  private final Notebook notebook;
  private final Cancellation cancellation;
  private final AtomicInteger failuresInARow = new AtomicInteger();

  Grader(
      Judge judge,
      ChatEndpoint endpoint,
      Writer writer,
      Notebook notebook,
      Cancellation cancellation) {
    this.judge = judge;
    this.endpoint = endpoint;
    this.writer = writer;
    this.notebook = notebook;
    this.cancellation = cancellation;
  }

  /** One verdict, and what it cost. */
  private record Asked(Verdict verdict, Use use) {}

  /** Grades the texts that were written. */
  Grades grade(List<String> questions, Texts texts) {
    List<Text> written = texts.texts().stream().filter(Text::isWritten).toList();
    List<Asked> asked =
        switch (judge) {
          case Judge.Lexical lexical -> lexical(lexical, written);
          case Judge.Endpoint remote ->
              Crowd.ask(
                  written,
                  remote.limits().concurrency(),
                  text -> endpoint(remote, questions.get(text.prompt()), text));
          case Judge.Model model ->
              Crowd.ask(
                  written,
                  MODEL_AT_A_TIME,
                  text -> model(model, questions.get(text.prompt()), text));
        };
    return new Grades(
        asked.stream().map(Asked::verdict).toList(),
        asked.stream().map(Asked::use).reduce(Use.NONE, Use::plus));
  }

  private static List<Asked> lexical(Judge.Lexical judge, List<Text> written) {
    LexicalGrades grades = new LexicalGrades(judge);
    return written.stream()
        .map(text -> {
          OptionalDouble grade = grades.grade(text.text());
          String reason = grade.isPresent() ? "" : Verdict.NO_LISTED_WORD;
          return new Asked(new Verdict(text.prompt(), text.sample(), grade, reason, ""), Use.NONE);
        })
        .toList();
  }

  private Asked endpoint(Judge.Endpoint remote, String question, Text text) {
    String content = Judge.filled(remote.rubric(), question, text.text());
    int attempts = failuresInARow.get() < PATIENCE ? remote.limits().attempts() : 1;
    ChatEndpoint.Reply reply = endpoint.ask(remote, content, attempts, cancellation);
    if (reply.failure().isEmpty()) {
      failuresInARow.set(0);
      return new Asked(parsed(text, reply.text()), reply.use());
    }
    failuresInARow.incrementAndGet();
    return new Asked(none(text, reply.failure()), reply.use());
  }

  private Asked model(Judge.Model model, String question, Text text) {
    List<Cell.Steered> changes =
        model.strength() == 0
            ? List.of()
            : model.arm().map(arm -> new Cell.Steered(arm, model.strength())).stream().toList();
    Writer.Wanted wanted =
        new Writer.Wanted(
            model.model(),
            changes,
            new PromptLayout(model.rendering(), PromptLayout.QUESTION, ""),
            Judge.filled(model.rubric(), question, text.text()),
            model.opening(),
            Drawing.greedy(model.maxTokens()),
            0);
    return switch (notebook.ask(() -> writer.write(wanted, cancellation))) {
      case Outcome.Refused(String reason) -> new Asked(none(text, reason), new Use(1, 0, 0, 1));
      case Outcome.Written(String reply, int read, int tokens, double _, String _) ->
          new Asked(parsed(text, model.opening() + reply), new Use(1, read, tokens, 0));
    };
  }

  private Verdict parsed(Text text, String reply) {
    OptionalDouble grade = judge.reply().grade(reply);
    String reason = grade.isPresent() ? "" : Verdict.UNPARSED;
    return new Verdict(text.prompt(), text.sample(), grade, reason, reply);
  }

  private static Verdict none(Text text, String reason) {
    return new Verdict(text.prompt(), text.sample(), OptionalDouble.empty(), reason, "");
  }
}
