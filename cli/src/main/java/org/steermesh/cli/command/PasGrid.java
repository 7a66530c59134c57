package org.steermesh.cli.command;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.eval.v1.PasSearch;
import org.steermesh.eval.v1.PasSplit;
import picocli.CommandLine.Option;

/** What a search of painless activation steering tries, on how many items. */
final class PasGrid {

  /** What a vector contrasts. */
  enum Method {
    /** Prompts answered right and wrong. */
    PASF,
    /** Right answers and the model's wrong ones. */
    IPASA,
    /** The same, of wrong items alone. */
    IPASWO
  }

  private static final int MOST_SEEDS = 64;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description =
          "Use seeds 1 to N, each with a split of its own; at most 64. Default: 15, as the paper; in a"
              + " study: 3.")
  private Optional<Integer> seeds = Optional.empty();

  @Option(
      names = "--sizes",
      paramLabel = "TRAIN,VALIDATION,TEST",
      split = ",",
      description = "Items of the three parts. Default: 60 %%, 20 %% and 20 %% of at most 4000.")
  private List<Integer> sizes = List.of();

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "METHOD",
      description = "Some of ${COMPLETION-CANDIDATES}. Default: all.")
  private List<Method> methods = List.of();

  @Option(
      names = "--blocks",
      split = ",",
      paramLabel = "BLOCK",
      description = "Blocks to try, with commas between. Default: all.")
  private List<Integer> blocks = List.of();

  @Option(
      names = "--strengths",
      split = ",",
      paramLabel = "N",
      description = "Strengths to try, in the order of ties. Default: the paper's fourteen.")
  private List<Float> strengths = List.of();

  /**
   * The seeds, refused where there are too many.
   *
   * @param usual how many where nothing is said
   */
  List<Long> seeds(int usual) {
    int count = seeds.orElse(usual);
    SteerException.require(
        count >= 1 && count <= MOST_SEEDS,
        "--seeds %d must be from 1 to %d".formatted(count, MOST_SEEDS));
    return LongStream.rangeClosed(1, count).boxed().toList();
  }

  /** Asks for it. */
  void apply(PasSearch.Builder search) {
    search
        .addAllMethods(
            methods.stream().map(each -> PasSearch.Method.valueOf("METHOD_" + each)).toList())
        .addAllBlocks(blocks)
        .addAllStrengths(strengths);
    split().ifPresent(search::setSplit);
  }

  private Optional<PasSplit> split() {
    if (sizes.isEmpty()) {
      return Optional.empty();
    }
    if (sizes.size() != 3) {
      throw new SteerException(
          ExitCode.USAGE, "--sizes has " + sizes.size() + " numbers; give three: 200,100,100");
    }
    return Optional.of(
        PasSplit.newBuilder()
            .setTrainItems(sizes.get(0))
            .setValidationItems(sizes.get(1))
            .setTestItems(sizes.get(2))
            .build());
  }
}
