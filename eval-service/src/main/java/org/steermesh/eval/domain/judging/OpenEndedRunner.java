package org.steermesh.eval.domain.judging;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.Library;
import org.steermesh.eval.domain.Notebook;
import org.steermesh.eval.domain.OpenEndedFinding.Grades;
import org.steermesh.eval.domain.OpenEndedFinding.Text;
import org.steermesh.eval.domain.OpenEndedFinding.Texts;
import org.steermesh.eval.domain.OpenEndedStudy;
import org.steermesh.eval.domain.OpenEndedStudy.Batch;
import org.steermesh.eval.domain.OpenEndedStudy.Setting;
import org.steermesh.eval.domain.Question;
import org.steermesh.eval.domain.StudyRunner;
import org.steermesh.eval.domain.judging.Writer.Outcome;

/** Has the texts of a study written, batch by batch, and each batch graded by every judge. */
public final class OpenEndedRunner implements StudyRunner<OpenEndedStudy> {

  private static final int TEXTS_AT_A_TIME = 8;

  private final Library library;
  private final Writer writer;
  private final ChatEndpoint endpoint;

  /** Puts the parts together. */
  public OpenEndedRunner(Library library, Writer writer, ChatEndpoint endpoint) {
    this.library = library;
    this.writer = writer;
    this.endpoint = endpoint;
  }

  @Override
  public void run(OpenEndedStudy study, Notebook notebook, Cancellation cancellation) {
    List<String> questions = notebook.ask(() -> questions(study.asked().source()));
    Pen pen = new Pen(study, questions, notebook, cancellation);
    List<Grader> graders = new ArrayList<>();
    for (Judge judge : study.judges()) {
      graders.add(new Grader(judge, endpoint, writer, notebook, cancellation));
    }
    for (Batch batch : study.batches()) {
      Texts texts = notebook.findOr(batch.written(), Texts.class, () -> written(pen, batch));
      for (int i = 0; i < graders.size(); i++) {
        Grader grader = graders.get(i);
        notebook.findOr(batch.graded(i), Grades.class, () -> grader.grade(questions, texts));
      }
    }
  }

  /** What writing one batch needs. */
  private record Pen(
      OpenEndedStudy study, List<String> questions, Notebook notebook, Cancellation cancellation) {}

  private List<String> questions(OpenEndedStudy.Source source) {
    if (source.dataset().isEmpty()) {
      return source.prompts();
    }
    library.dataset(source.dataset()).requireDigest(source.digest());
    return library.questions(source.dataset(), source.first(), source.count()).stream()
        .map(Question::text)
        .toList();
  }

  /** One text to be written. */
  private record Place(int prompt, int sample) {}

  private Texts written(Pen pen, Batch batch) {
    List<Place> places = new ArrayList<>();
    for (int prompt = batch.from(); prompt < batch.to(); prompt++) {
      for (int sample = 0; sample < pen.study().writing().samples(); sample++) {
        places.add(new Place(prompt, sample));
      }
    }
    return new Texts(Crowd.ask(places, TEXTS_AT_A_TIME, place -> write(pen, batch, place)));
  }

  private Text write(Pen pen, Batch batch, Place place) {
    OpenEndedStudy study = pen.study();
    boolean listed = batch.setting() == Setting.CHOICES;
    String full = pen.questions().get(place.prompt());
    String question = listed ? full : Questions.bare(full);
    long seed = study.writing().seedOf(place.prompt(), place.sample());
    if (listed && !Questions.listsOptions(full)) {
      return refused(place, question, seed, "NO_LISTED_CHOICES");
    }
    Writer.Wanted wanted =
        new Writer.Wanted(
            study.model(),
            batch.cell().changes(),
            study.asked().layout(),
            question,
            batch.setting() == Setting.BARE ? "" : study.asked().answerPrefix(),
            study.writing().drawing(),
            seed);
    Outcome outcome = pen.notebook().ask(() -> writer.write(wanted, pen.cancellation()));
    return switch (outcome) {
      case Outcome.Refused(String reason) -> refused(place, question, seed, reason);
      case Outcome.Written(String text, int _, int tokens, double dose, String receipt) ->
          new Text(place.prompt(), place.sample(), question, seed, text, tokens, dose, "", receipt);
    };
  }

  private static Text refused(Place place, String question, long seed, String reason) {
    return new Text(place.prompt(), place.sample(), question, seed, "", 0, 0, reason, "");
  }
}
