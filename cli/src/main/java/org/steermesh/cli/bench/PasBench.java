package org.steermesh.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.steermesh.cli.client.EvaluationRun;
import org.steermesh.cli.client.LetterGrid;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.PasSeconds;
import org.steermesh.cli.client.TaskItems;
import org.steermesh.cli.show.Table;
import org.steermesh.cli.show.Terminal;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.Declaration;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.eval.v1.PasControls;
import org.steermesh.eval.v1.PasSearch;
import org.steermesh.eval.v1.PasSplit;
import org.steermesh.eval.v1.PasTask;
import org.steermesh.eval.v1.PasTest;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.Target;
import org.steermesh.vector.v1.TaskItem;
import org.steermesh.vector.v1.TaskPart;
import org.steermesh.vector.v1.TaskProtocol;
import org.steermesh.vector.v1.TaskView;

/**
 * What a search of painless activation steering costs: against one plain forward pass over its
 * prompts, and against running every cell from scratch.
 */
public final class PasBench {

  private static final int TRAIN = 200;
  private static final int VALIDATION = 100;
  private static final int TEST = 100;
  private static final int BLOCKS = 10;
  private static final int COMPARED_ITEMS = 8;
  private static final int WARM_UP_ITEMS = 32;
  private static final List<Float> STRENGTHS =
      List.of(0.25f, 0.5f, 0.75f, 1f, 4f, 7f, 10f, 13f, 16f, 19f, 22f, 25f, 28f, 32f);

  private final MeshClient mesh;
  private final String dataset;
  private final Terminal terminal;

  /**
   * Prepares.
   *
   * @param dataset {@code datasets/{dataset}} of labelled items
   */
  public PasBench(MeshClient mesh, String dataset, Terminal terminal) {
    this.mesh = mesh;
    this.dataset = dataset;
    this.terminal = terminal;
  }

  private record Timed<T>(T value, double seconds) {

    static <T> Timed<T> of(Supplier<T> work) {
      long begun = System.nanoTime();
      T value = work.get();
      return new Timed<>(value, (System.nanoTime() - begun) / 1e9);
    }
  }

  /** Measures with the blocks of a model of {@code blockCount}; lines for a reader. */
  public List<String> run(int blockCount) {
    List<TaskItem> train = items(TaskPart.TASK_PART_TRAIN);
    List<TaskItem> validation = items(TaskPart.TASK_PART_VALIDATION);
    List<TaskItem> all = new ArrayList<>(train);
    all.addAll(validation);
    all.addAll(items(TaskPart.TASK_PART_TEST));
    List<Integer> blocks = blocks(blockCount);
    LetterGrid grid = new LetterGrid(mesh);
    grid.ask(all.subList(0, Math.min(WARM_UP_ITEMS, all.size())), plain());
    double plain = Timed.of(() -> grid.ask(all, plain())).seconds();
    Timed<Evaluation> whole = Timed.of(() -> search(blocks));
    List<LetterGrid.Push> cells = cells(whole.value(), blocks);
    List<LetterGrid.Push> three =
        List.of(cells.getFirst(), cells.get(cells.size() / 2), cells.getLast());
    double scratch = 0;
    double difference = 0;
    List<TaskItem> few = validation.subList(0, COMPARED_ITEMS);
    List<List<double[]>> together = grid.ask(few, withPlain(cells));
    for (LetterGrid.Push cell : three) {
      List<List<LetterGrid.Push>> alone = List.of(List.of(cell));
      Timed<List<List<double[]>>> answers = Timed.of(() -> grid.ask(validation, alone));
      scratch += answers.seconds() / three.size();
      difference =
          Math.max(
              difference,
              difference(answers.value().getFirst(), together.get(1 + cells.indexOf(cell))));
    }
    return lines(new Measured(whole, plain, all.size(), scratch, cells.size(), difference));
  }

  /**
   * What was measured.
   *
   * @param plain seconds of one plain pass over all prompts
   * @param prompts number of prompts
   * @param scratch seconds of one cell from scratch, on the validation part
   * @param cells number of cells
   * @param difference largest difference of a probability between both
   */
  private record Measured(
      Timed<Evaluation> whole,
      double plain,
      int prompts,
      double scratch,
      int cells,
      double difference) {}

  private static List<List<LetterGrid.Push>> plain() {
    return List.of(List.of());
  }

  private static List<List<LetterGrid.Push>> withPlain(List<LetterGrid.Push> cells) {
    List<List<LetterGrid.Push>> all = new ArrayList<>(plain());
    cells.forEach(cell -> all.add(List.of(cell)));
    return all;
  }

  private static List<Integer> blocks(int count) {
    return IntStream.range(Math.max(0, count - BLOCKS), count).boxed().toList();
  }

  private List<TaskItem> items(TaskPart part) {
    TaskView view =
        TaskView.newBuilder()
            .setProtocol(TaskProtocol.TASK_PROTOCOL_SOUND)
            .setSeed(1)
            .setTrainCount(TRAIN)
            .setValidationCount(VALIDATION)
            .setTestCount(TEST)
            .build();
    return TaskItems.read(mesh, dataset, view, part);
  }

  private Evaluation search(List<Integer> blocks) {
    PasSearch search =
        PasSearch.newBuilder()
            .addTasks(PasTask.newBuilder().setDataset(dataset))
            .addSeeds(1)
            .addAllBlocks(blocks)
            .addAllStrengths(STRENGTHS)
            .setSplit(
                PasSplit.newBuilder()
                    .setTrainItems(TRAIN)
                    .setValidationItems(VALIDATION)
                    .setTestItems(TEST))
            .setControls(
                PasControls.newBuilder()
                    .setRandomVectors(0)
                    .setSignFlip(false)
                    .setLetterOnly(false)
                    .setShuffledLabels(false))
            .build();
    CreateEvaluationRequest request =
        CreateEvaluationRequest.newBuilder()
            .setDeclaration(Declaration.newBuilder().setPas(search))
            .build();
    return EvaluationRun.run(mesh, request, "searching", terminal);
  }

  /** Every cell of the search; the tests name the versions. */
  private static List<LetterGrid.Push> cells(Evaluation evaluation, List<Integer> blocks) {
    List<LetterGrid.Push> cells = new ArrayList<>();
    for (PasTest test : evaluation.getPas().getTasks(0).getSeeds(0).getTestsList()) {
      if (test.hasSite()) {
        for (int block : blocks) {
          Site site = Site.newBuilder().setBlock(block).setTarget(Target.TARGET_RESIDUAL).build();
          STRENGTHS.forEach(
              strength -> cells.add(new LetterGrid.Push(test.getVector(), site, strength)));
        }
      }
    }
    return cells;
  }

  private static double difference(List<double[]> one, List<double[]> other) {
    double largest = 0;
    for (int item = 0; item < other.size(); item++) {
      for (int letter = 0; letter < other.get(item).length; letter++) {
        largest = Math.max(largest, Math.abs(one.get(item)[letter] - other.get(item)[letter]));
      }
    }
    return largest;
  }

  private static List<String> lines(Measured measured) {
    double building = PasSeconds.of(measured.whole().value().getPas(), "vectors");
    double predicting = measured.plain() * TRAIN / measured.prompts();
    double extraction = Math.max(0, building - predicting);
    double bar = measured.plain() + extraction;
    double fromScratch = measured.scratch() * measured.cells();
    double grid = PasSeconds.of(measured.whole().value().getPas(), "validation cells");
    Table table = new Table().words("WORK").numbers("SECONDS");
    row(table, "one plain pass over " + measured.prompts() + " prompts", measured.plain());
    row(table, "extraction passes", extraction);
    row(table, "whole search: " + measured.cells() + " cells", measured.whole().seconds());
    row(table, "of it, building the vectors", building);
    row(table, "of it, validation cells", grid);
    row(table, "of it, test", PasSeconds.of(measured.whole().value().getPas(), "test"));
    row(table, "one cell from scratch, mean of three", measured.scratch());
    row(table, "every cell from scratch, extrapolated", fromScratch);
    List<String> lines = new ArrayList<>(table.lines());
    lines.add(
        String.format(
            Locale.ROOT,
            "the whole search takes %.2f times the plain pass and the extraction (bar: at most 3)",
            measured.whole().seconds() / bar));
    lines.add(
        String.format(
            Locale.ROOT,
            "every cell from scratch would take %.1f times the validation cells, %.1f times the whole"
                + " search (bar: at least 20)",
            fromScratch / grid,
            (fromScratch + measured.plain() + extraction) / measured.whole().seconds()));
    lines.add(
        String.format(
            Locale.ROOT,
            "largest difference of a probability: %.2e (bar: 1e-4)",
            measured.difference()));
    return lines;
  }

  private static void row(Table table, String work, double seconds) {
    table.row(work, String.format(Locale.ROOT, "%.2f", seconds));
  }
}
