package org.steermesh.eval.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.eval.domain.judging.Drawing;
import org.steermesh.eval.domain.judging.Judge;
import org.steermesh.eval.domain.judging.TextFacts;

/**
 * The model writes freely to prompts, unsteered and steered, and judges grade every text.
 *
 * @param steered what steers, and how strongly
 * @param asked what is asked
 * @param writing how the texts are drawn
 * @param judges who grades; may be empty
 * @param repetition when a text is repetitive
 * @param behaviour what is judged
 */
public record OpenEndedStudy(
    Steering.Comparison steered,
    Asked asked,
    Writing writing,
    List<Judge> judges,
    TextFacts.Limits repetition,
    String behaviour)
    implements Study {

  /** Prompts of one step: what a crash may repeat, of one cell. */
  private static final int STEP = 8;

  /** How a question is put. */
  public enum Setting {
    /** Alone. */
    BARE,
    /** Alone, with the beginning of the answer. */
    PREFIX,
    /** With its options, and the beginning of the answer. */
    CHOICES;

    /** As people read it. */
    public String label() {
      return switch (this) {
        case BARE -> "bare question";
        case PREFIX -> "with prefix";
        case CHOICES -> "with choices and prefix";
      };
    }
  }

  /**
   * What is asked.
   *
   * @param source data set, or prompts of the declaration
   * @param settings at least one, none twice
   * @param layout how a question is shown
   * @param answerPrefix how the answer begins where the setting says so
   */
  public record Asked(
      Source source, List<Setting> settings, PromptLayout layout, String answerPrefix) {

    /** Keeps the list. */
    public Asked {
      settings = List.copyOf(settings);
    }
  }

  /**
   * Where the questions are.
   *
   * @param dataset {@code datasets/{dataset}}; empty where they are {@code prompts}
   * @param digest of the data set; empty before it is resolved
   * @param first index of the first item used
   * @param count how many; 0 before the data set is resolved takes all
   * @param prompts the questions themselves; empty where they are in a data set
   */
  public record Source(String dataset, String digest, long first, int count, List<String> prompts) {

    /** Keeps the list. */
    public Source {
      prompts = List.copyOf(prompts);
    }
  }

  /**
   * How the texts are drawn.
   *
   * @param drawing how tokens are chosen
   * @param seed from which that of every text is made
   * @param samples texts per prompt
   */
  public record Writing(Drawing drawing, long seed, int samples) {

    /** The seed of one text: the same under every steering, another for every prompt and sample. */
    public long seedOf(int prompt, int sample) {
      long mixed = seed * 0x9E3779B97F4A7C15L + prompt * 1_000_003L + sample;
      mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
      return (mixed ^ (mixed >>> 27)) >>> 1;
    }
  }

  /**
   * The texts of one cell to some of the prompts.
   *
   * @param setting how the questions are put
   * @param cell what steers
   * @param name of the step that writes them
   * @param from index of the first prompt
   * @param to index behind the last one
   */
  public record Batch(Setting setting, Cell cell, String name, int from, int to) {

    /** Name of the step that grades them. */
    public String graded(int judge) {
      return "grades %03d %s".formatted(judge, name);
    }

    /** Name of the step that writes them. */
    public String written() {
      return "texts " + name;
    }
  }

  /** Keeps the list. */
  public OpenEndedStudy {
    judges = List.copyOf(judges);
  }

  @Override
  public String model() {
    return steered.model();
  }

  @Override
  public String title() {
    return behaviour.isEmpty() ? "open-ended" : behaviour;
  }

  @Override
  public List<String> datasets() {
    return asked.source().dataset().isEmpty() ? List.of() : List.of(asked.source().dataset());
  }

  /** Every batch, setting by setting, the unsteered model first. */
  public List<Batch> batches() {
    List<Cell> cells = steered.cells();
    List<Batch> batches = new ArrayList<>();
    for (int setting = 0; setting < asked.settings().size(); setting++) {
      for (int cell = 0; cell < cells.size(); cell++) {
        for (int from = 0; from < asked.source().count(); from += STEP) {
          String name = "%d.%03d.%05d".formatted(setting, cell, from);
          int to = Math.min(from + STEP, asked.source().count());
          batches.add(new Batch(asked.settings().get(setting), cells.get(cell), name, from, to));
        }
      }
    }
    return batches;
  }

  @Override
  public int stepCount() {
    return batches().size() * (1 + judges.size());
  }

  @Override
  public int doneCount(SortedMap<String, Finding> findings) {
    return findings.size();
  }

  @Override
  public Study resolved(Library.Model model, Function<String, Library.Dataset> datasets) {
    Source source = asked.source();
    if (source.dataset().isEmpty()) {
      return this;
    }
    Library.Dataset dataset = datasets.apply(source.dataset());
    long rest = Math.max(0, dataset.itemCount() - source.first());
    int count = Math.toIntExact(source.count() == 0 ? rest : Math.min(rest, source.count()));
    Source found = new Source(source.dataset(), dataset.digest(), source.first(), count, List.of());
    return new OpenEndedStudy(
        steered,
        new Asked(found, asked.settings(), asked.layout(), asked.answerPrefix()),
        writing,
        judges,
        repetition,
        behaviour.isEmpty() ? dataset.behaviour() : behaviour);
  }
}
