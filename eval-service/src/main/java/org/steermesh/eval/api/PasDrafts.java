package org.steermesh.eval.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.steermesh.contract.DatasetName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Target;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.v1.PasBaselines;
import org.steermesh.eval.v1.PasControls;
import org.steermesh.eval.v1.PasSearch;
import org.steermesh.eval.v1.PasSplit;
import org.steermesh.eval.v1.PasTask;

/** Reads and checks a search of painless activation steering. */
final class PasDrafts {

  static final String PATH = "declaration.pas";

  /** The largest seed of a view. */
  static final long LARGEST_SEED = 4_294_967_295L;

  private static final int MOST_TASKS = 32;
  private static final int MOST_SEEDS = 64;
  private static final int MOST_STRENGTHS = 64;
  private static final int MOST_RANDOM = 32;
  private static final int MOST_PROMPTS = 32;
  private static final int LONGEST_PROMPT = 8192;
  private static final int MOST_EXAMPLES = 64;
  private static final int LONGEST_WORD = 64;
  private static final int DEFAULT_RANDOM = 5;
  private static final int DEFAULT_MAX_ITEMS = 4000;

  /** Those of the paper's main runs. */
  private static final List<Double> PAPER_STRENGTHS =
      List.of(0.25, 0.5, 0.75, 1.0, 4.0, 7.0, 10.0, 13.0, 16.0, 19.0, 22.0, 25.0, 28.0, 32.0);

  private PasDrafts() {}

  static PasStudy read(PasSearch search) {
    return new PasStudy(
        search.getModel(),
        tasks(search.getTasksList()),
        protocol(search),
        seeds(search.getSeedsList()),
        split(search.getSplit()),
        methods(search),
        new PasStudy.Grid(targets(search), blocks(search.getBlocksList()), strengths(search)),
        selection(search),
        controls(search.getControls()),
        baselines(search.getBaselines()),
        rendering(search));
  }

  private static Optional<PromptLayout.Rendering> rendering(PasSearch search) {
    return switch (search.getRendering()) {
      case RENDERING_UNSPECIFIED, RENDERING_PLAIN -> Optional.empty();
      case RENDERING_CHAT -> {
        if (protocol(search) == PasStudy.Protocol.PAPER) {
          throw SteermeshException.ofField(
              PATH + ".rendering", "the paper's protocol shows plain text; use PROTOCOL_SOUND");
        }
        yield Optional.of(PromptLayout.Rendering.CHAT);
      }
      case UNRECOGNIZED -> throw unknown("rendering", search.getRenderingValue());
    };
  }

  private static List<PasStudy.Task> tasks(List<PasTask> tasks) {
    requireCount("tasks", tasks.size(), 1, MOST_TASKS);
    requireOnce("tasks", tasks.stream().map(PasTask::getDataset).toList());
    List<PasStudy.Task> read = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      PasTask task = tasks.get(i);
      String path = PATH + ".tasks[" + i + "]";
      DatasetName.parse(path + ".dataset", task.getDataset());
      requireShort(path + ".category", task.getCategory());
      requireShort(path + ".condition", task.getCondition());
      read.add(new PasStudy.Task(task.getDataset(), task.getCategory(), task.getCondition(), ""));
    }
    return read;
  }

  private static void requireShort(String field, String word) {
    if (word.length() > LONGEST_WORD) {
      throw SteermeshException.ofField(
          field, word.length() + " characters, at most " + LONGEST_WORD + " are allowed");
    }
  }

  private static List<Long> seeds(List<Long> seeds) {
    if (seeds.isEmpty()) {
      return LongStream.rangeClosed(1, 15).boxed().toList();
    }
    requireCount("seeds", seeds.size(), 1, MOST_SEEDS);
    requireOnce("seeds", seeds);
    for (int i = 0; i < seeds.size(); i++) {
      requireWithin("seeds[" + i + "]", seeds.get(i), 0, LARGEST_SEED);
    }
    return seeds;
  }

  private static PasStudy.Split split(PasSplit split) {
    requireWithin("split.max_items", split.getMaxItems(), 0, Integer.MAX_VALUE);
    requireWithin("split.train_items", split.getTrainItems(), 0, Integer.MAX_VALUE);
    requireWithin("split.validation_items", split.getValidationItems(), 0, Integer.MAX_VALUE);
    requireWithin("split.test_items", split.getTestItems(), 0, Integer.MAX_VALUE);
    boolean none =
        split.getTrainItems() == 0 && split.getValidationItems() == 0 && split.getTestItems() == 0;
    boolean all =
        split.getTrainItems() > 0 && split.getValidationItems() > 0 && split.getTestItems() > 0;
    if (!none && !all) {
      throw SteermeshException.ofField(
          PATH + ".split",
          "train_items %d, validation_items %d, test_items %d: all three or none must be given"
              .formatted(split.getTrainItems(), split.getValidationItems(), split.getTestItems()));
    }
    return new PasStudy.Split(
        split.getMaxItems() == 0 ? DEFAULT_MAX_ITEMS : split.getMaxItems(),
        split.getTrainItems(),
        split.getValidationItems(),
        split.getTestItems());
  }

  private static List<PasStudy.Method> methods(PasSearch search) {
    if (search.getMethodsCount() == 0) {
      return List.of(PasStudy.Method.values());
    }
    List<PasStudy.Method> methods = new ArrayList<>();
    for (int i = 0; i < search.getMethodsCount(); i++) {
      methods.add(
          switch (search.getMethods(i)) {
            case METHOD_PASF -> PasStudy.Method.PASF;
            case METHOD_IPASA -> PasStudy.Method.IPASA;
            case METHOD_IPASWO -> PasStudy.Method.IPASWO;
            case METHOD_UNSPECIFIED, UNRECOGNIZED ->
                throw SteermeshException.ofField(
                    PATH + ".methods[" + i + "]",
                    "value "
                        + search.getMethodsValue(i)
                        + ": METHOD_PASF, METHOD_IPASA or"
                        + " METHOD_IPASWO is allowed");
          });
    }
    requireOnce("methods", methods);
    return methods;
  }

  private static List<Target> targets(PasSearch search) {
    if (search.getTargetsCount() == 0) {
      return List.of(Target.RESIDUAL);
    }
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < search.getTargetsCount(); i++) {
      targets.add(TypeProtos.target(PATH + ".targets[" + i + "]", search.getTargets(i)));
    }
    requireOnce("targets", targets);
    return targets;
  }

  private static List<Integer> blocks(List<Integer> blocks) {
    requireOnce("blocks", blocks);
    for (int i = 0; i < blocks.size(); i++) {
      requireWithin("blocks[" + i + "]", blocks.get(i), 0, Integer.MAX_VALUE);
    }
    return blocks;
  }

  private static List<Double> strengths(PasSearch search) {
    return search.getStrengthsCount() == 0
        ? PAPER_STRENGTHS
        : DraftFields.strengths(PATH + ".strengths", search.getStrengthsList(), MOST_STRENGTHS);
  }

  private static PasStudy.Protocol protocol(PasSearch search) {
    return switch (search.getProtocol()) {
      case PROTOCOL_UNSPECIFIED, PROTOCOL_SOUND -> PasStudy.Protocol.SOUND;
      case PROTOCOL_PAPER -> PasStudy.Protocol.PAPER;
      case UNRECOGNIZED -> throw unknown("protocol", search.getProtocolValue());
    };
  }

  private static PasStudy.Selection selection(PasSearch search) {
    return switch (search.getSelection()) {
      case SELECTION_UNSPECIFIED, SELECTION_PAPER_TIE -> PasStudy.Selection.PAPER_TIE;
      case SELECTION_ONE_STANDARD_ERROR -> PasStudy.Selection.ONE_STANDARD_ERROR;
      case UNRECOGNIZED -> throw unknown("selection", search.getSelectionValue());
    };
  }

  private static SteermeshException unknown(String field, int value) {
    return SteermeshException.ofField(PATH + "." + field, "value " + value + " is not known");
  }

  private static PasStudy.Controls controls(PasControls controls) {
    int random = controls.hasRandomVectors() ? controls.getRandomVectors() : DEFAULT_RANDOM;
    requireWithin("controls.random_vectors", random, 0, MOST_RANDOM);
    return new PasStudy.Controls(
        random,
        controls.getRandomSeed(),
        !controls.hasSignFlip() || controls.getSignFlip(),
        !controls.hasLetterOnly() || controls.getLetterOnly(),
        !controls.hasShuffledLabels() || controls.getShuffledLabels());
  }

  private static PasStudy.Baselines baselines(PasBaselines baselines) {
    requireCount("baselines.prompts", baselines.getPromptsCount(), 0, MOST_PROMPTS);
    IntFunction<String> field = i -> "baselines.prompts[" + i + "]";
    for (int i = 0; i < baselines.getPromptsCount(); i++) {
      int bytes = baselines.getPrompts(i).getBytes(UTF_8).length;
      requireWithin(field.apply(i), bytes, 1, LONGEST_PROMPT);
    }
    requireOnce("baselines.prompts", baselines.getPromptsList());
    int examples = baselines.getFewShotExamples();
    requireWithin("baselines.few_shot_examples", examples, 0, MOST_EXAMPLES);
    if (baselines.getSteerFewShot() && examples == 0) {
      throw SteermeshException.ofField(
          PATH + ".baselines.steer_few_shot", "is set, but few_shot_examples is 0");
    }
    return new PasStudy.Baselines(
        baselines.getPromptsList(), examples, baselines.getSteerFewShot());
  }

  private static void requireCount(String field, int count, int least, int most) {
    if (count < least || count > most) {
      throw SteermeshException.ofField(
          PATH + "." + field, "%d entries, allowed %d to %d".formatted(count, least, most));
    }
  }

  private static void requireWithin(String field, long value, long least, long most) {
    if (value < least || value > most) {
      throw SteermeshException.ofField(
          PATH + "." + field, "%d, allowed %d to %d".formatted(value, least, most));
    }
  }

  private static void requireOnce(String field, List<?> values) {
    if (new HashSet<>(values).size() < values.size()) {
      throw SteermeshException.ofField(PATH + "." + field, values + ": each may be given once");
    }
  }
}
