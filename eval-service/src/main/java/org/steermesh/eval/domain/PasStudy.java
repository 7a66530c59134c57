package org.steermesh.eval.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;

/**
 * Painless Activation Steering: Cui and others, arXiv 2509.22739.
 *
 * @param model {@code models/{model}}
 * @param tasks labelled data sets; at least one, none twice
 * @param protocol how splits, permutations and choices are made
 * @param seeds of splits and permutations; at least one, none twice
 * @param split how many items each part holds
 * @param methods what vectors contrast; at least one, none twice
 * @param grid where and how strongly is tried
 * @param selection how a cell is chosen on the validation part
 * @param controls what an effect is held against
 * @param baselines what else could be done about the task
 * @param rendering how prompts are shown; empty for plain text
 */
public record PasStudy(
    String model,
    List<Task> tasks,
    Protocol protocol,
    List<Long> seeds,
    Split split,
    List<Method> methods,
    Grid grid,
    Selection selection,
    Controls controls,
    Baselines baselines,
    Optional<PromptLayout.Rendering> rendering)
    implements Study {

  /** Items scored in one call, all cells of each: what a crash may repeat. */
  public static final int BATCH = 16;

  /** Keeps the lists. */
  public PasStudy {
    tasks = List.copyOf(tasks);
    seeds = List.copyOf(seeds);
    methods = List.copyOf(methods);
  }

  /**
   * A labelled data set.
   *
   * @param dataset {@code datasets/{dataset}}
   * @param category pooled with others of it; may be empty
   * @param condition attribute by which results are given apart; may be empty
   * @param digest SHA-256 of the data set; empty until the names are resolved
   */
  public record Task(String dataset, String category, String condition, String digest) {

    /** What a reader knows it by. */
    public String title() {
      return dataset.substring(dataset.indexOf('/') + 1);
    }
  }

  /** How splits, permutations and choices are made. */
  public enum Protocol {
    /** Choices in an order of each item's own; a vector acts where it was read. */
    SOUND,
    /** The published code to the letter. */
    PAPER
  }

  /** A part of a task's items. */
  public enum Part {
    /** What vectors are made from. */
    TRAIN,
    /** What a cell is chosen on. */
    VALIDATION,
    /** Looked at once. */
    TEST
  }

  /** What a vector contrasts. */
  public enum Method {
    /** Prompts answered right against prompts answered wrong. */
    PASF("PASf"),
    /** Right answers of right items against the model's wrong answers of wrong items. */
    IPASA("iPASa"),
    /** Right answers against the model's wrong answers, of the wrong items alone. */
    IPASWO("iPASwo");

    private final String label;

    Method(String label) {
      this.label = label;
    }

    /** As the paper writes it. */
    public String label() {
      return label;
    }
  }

  /**
   * How many items each part holds.
   *
   * @param maxItems most items used, drawn at random
   * @param train 0 for 60 %, as are 20 % the others then
   * @param validation items to choose on
   * @param test items to look at once
   */
  public record Split(int maxItems, int train, int validation, int test) {}

  /**
   * Where and how strongly is tried.
   *
   * @param targets at least one
   * @param blocks at least one; empty is every block, until the names are resolved
   * @param strengths in the order of ties; at least one
   */
  public record Grid(List<Target> targets, List<Integer> blocks, List<Double> strengths) {

    /** Keeps the lists. */
    public Grid {
      targets = List.copyOf(targets);
      blocks = List.copyOf(blocks);
      strengths = List.copyOf(strengths);
    }

    /** Every site, by target, deepest block first: the order in which ties are broken. */
    public List<Site> sites() {
      List<Site> sites = new ArrayList<>();
      for (Target target : targets) {
        sites.addAll(sites(target));
      }
      return sites;
    }

    /** The sites of one target, deepest block first. */
    public List<Site> sites(Target target) {
      return blocks.stream()
          .sorted(Comparator.reverseOrder())
          .map(block -> new Site(block, target))
          .toList();
    }
  }

  /** How a cell is chosen on the validation part. */
  public enum Selection {
    /** The first largest accuracy, blocks from the deepest on, strengths as listed. */
    PAPER_TIE,
    /**
     * Of the cells within one standard error of the largest accuracy, the one of the smallest
     * strength by amount; ties go to the deepest block.
     */
    ONE_STANDARD_ERROR
  }

  /**
   * What an effect is held against, at the same cell with the same strength.
   *
   * @param randomVectors how many random vectors of the same norm
   * @param randomSeed of these
   * @param signFlip whether the vector is also subtracted
   * @param letterOnly whether a vector of one letter against the others is tried
   * @param shuffledLabels whether a vector of shuffled labels is tried
   */
  public record Controls(
      int randomVectors,
      long randomSeed,
      boolean signFlip,
      boolean letterOnly,
      boolean shuffledLabels) {}

  /**
   * What else could be done about the task.
   *
   * @param prompts texts put before every question
   * @param fewShot how many examples put before every question; 0 for no such baseline
   * @param steerFewShot whether vectors are also searched with the examples
   */
  public record Baselines(List<String> prompts, int fewShot, boolean steerFewShot) {

    /** Keeps the list. */
    public Baselines {
      prompts = List.copyOf(prompts);
    }
  }

  /**
   * A method at one target: what a cell is chosen for.
   *
   * @param method what the vector contrasts
   * @param target where in a block it acts
   */
  public record Way(Method method, Target target) {}

  /** How prompts are shown. */
  public PromptLayout.Rendering shown() {
    return rendering.orElse(PromptLayout.Rendering.PLAIN);
  }

  /** What is done with the items of any task, however many each part holds. */
  public PasStudy withoutItems() {
    return new PasStudy(
        model,
        List.of(),
        protocol,
        seeds,
        new Split(0, 0, 0, 0),
        methods,
        grid,
        selection,
        controls,
        baselines,
        rendering);
  }

  /** Every method at every target. */
  public List<Way> ways() {
    List<Way> ways = new ArrayList<>();
    for (Target target : grid.targets()) {
      methods.forEach(method -> ways.add(new Way(method, target)));
    }
    return ways;
  }

  /** What stands before every question while vectors are searched: nothing, then the examples. */
  public List<Boolean> searches() {
    return baselines.fewShot() > 0 && baselines.steerFewShot()
        ? List.of(false, true)
        : List.of(false);
  }

  @Override
  public String title() {
    return tasks.size() == 1 ? tasks.getFirst().title() : tasks.size() + " tasks";
  }

  @Override
  public List<String> datasets() {
    return tasks.stream().map(Task::dataset).toList();
  }

  /** Three per seed: its vectors, its choice, its test. */
  @Override
  public int stepCount() {
    return 3 * tasks.size() * seeds.size();
  }

  @Override
  public int doneCount(SortedMap<String, Finding> findings) {
    int done = 0;
    for (int task = 0; task < tasks.size(); task++) {
      for (long seed : seeds) {
        PasSteps steps = new PasSteps(task, seed);
        done += findings.containsKey(steps.vectors(false)) ? 1 : 0;
        done += findings.containsKey(steps.plan()) ? 1 : 0;
        done += findings.containsKey(steps.end()) ? 1 : 0;
      }
    }
    return done;
  }

  @Override
  public PasStudy resolved(Library.Model hosted, Function<String, Library.Dataset> datasets) {
    List<Task> known =
        tasks.stream()
            .map(task ->
                new Task(
                    task.dataset(),
                    task.category(),
                    task.condition(),
                    datasets.apply(task.dataset()).digest()))
            .toList();
    return new PasStudy(
        hosted.name(),
        known,
        protocol,
        seeds,
        split,
        methods,
        new Grid(grid.targets(), blocks(hosted.blockCount()), grid.strengths()),
        selection,
        controls,
        baselines,
        rendering);
  }

  private List<Integer> blocks(int count) {
    if (!grid.blocks().isEmpty()) {
      return grid.blocks();
    }
    // The published code reads a block's residual at its input; that of block 0 is the embedding.
    int first = protocol == Protocol.PAPER && grid.targets().contains(Target.RESIDUAL) ? 1 : 0;
    return IntStream.range(first, count).boxed().toList();
  }
}
