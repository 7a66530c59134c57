package org.steermesh.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.sft.AdapterItems;
import org.steermesh.cli.sft.HoldOut;
import org.steermesh.cli.sft.ItemFile;
import org.steermesh.cli.sft.Repeats;
import org.steermesh.engine.training.lora.LabelledText;
import org.steermesh.engine.training.lora.LoraItems;
import org.steermesh.vector.v1.TaskProtocol;
import org.steermesh.vector.v1.TaskView;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code steer sft} trains on: files, or a data set of a running mesh. */
final class SftItems {

  private static final int PARTS = 3;
  private static final float USUAL_SHARE = 0.1f;

  /** How a data set is parted and shown. */
  enum Protocol {
    /** Groups stay together. */
    SOUND,
    /** As the code of Painless Activation Steering does it. */
    PAPER
  }

  @Mixin private MeshAddress address;

  @Mixin private TaskLayout layout;

  @Option(
      names = "--items",
      paramLabel = "FILE",
      description = "Items to train on. This or --dataset.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--validation",
      paramLabel = "FILE",
      description = "Items to measure on before, on the way and after.")
  private Optional<Path> validation = Optional.empty();

  @Option(
      names = "--hold-out",
      paramLabel = "SHARE",
      description =
          "Without --validation: share of --items that is not trained on but measured on; items with"
              + " the same \"group\" stay together. Default: 0.1.")
  private Optional<Float> holdOut = Optional.empty();

  @Option(
      names = "--test",
      paramLabel = "FILE",
      description = "Items to measure on before and after.")
  private Optional<Path> test = Optional.empty();

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description =
          "A multiple-choice data set of a running mesh: its training part is trained on, its"
              + " validation and test parts are measured on.")
  private Optional<String> dataset = Optional.empty();

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      description =
          "With --dataset, how it is parted and shown: sound, which keeps groups together, or paper."
              + " Default: sound.")
  private Optional<Protocol> protocol = Optional.empty();

  @Option(
      names = "--split-seed",
      paramLabel = "N",
      description = "With --dataset, seed of its parts. Default: --seed.")
  private Optional<Long> splitSeed = Optional.empty();

  @Option(
      names = "--parts",
      paramLabel = "TRAIN,VALIDATION,TEST",
      split = ",",
      description =
          "With --dataset, most items of each part. Default: 60, 20 and 20 percent of at most 4000.")
  private List<Integer> parts = List.of();

  /** Reads the items; {@code seed} is that of the training. */
  LoraItems read(Context context, long seed) {
    if (file.isPresent() == dataset.isPresent()) {
      throw usage("say what to train on: either --items FILE or --dataset NAME");
    }
    return file.isPresent() ? ofFiles(file.get(), seed) : ofMesh(context, seed);
  }

  private LoraItems ofFiles(Path training, long seed) {
    if (protocol.isPresent() || layout.isGiven() || splitSeed.isPresent() || !parts.isEmpty()) {
      throw usage("--protocol, --layout, --split-seed and --parts are for --dataset");
    }
    float share = holdOut.orElse(USUAL_SHARE);
    if (share < 0 || share >= 1) {
      throw usage("--hold-out " + share + " must be from 0 to below 1");
    }
    List<LabelledText> all = ItemFile.read(training);
    List<LabelledText> tested = test.map(ItemFile::read).orElse(List.of());
    refuseRepeats(all, tested);
    if (validation.isEmpty()) {
      HoldOut held = HoldOut.of(all, share, seed);
      return new LoraItems(held.training(), held.validation(), tested);
    }
    if (holdOut.isPresent()) {
      throw usage("--hold-out is for training without --validation");
    }
    List<LabelledText> measured = ItemFile.read(validation.get());
    refuseRepeats(all, measured);
    return new LoraItems(all, measured, tested);
  }

  private static void refuseRepeats(List<LabelledText> training, List<LabelledText> measured) {
    Repeats repeats = Repeats.of(training, measured);
    if (repeats.count() > 0) {
      throw usage(
          "%s repeats %s (%d such items): what is trained on cannot be measured on"
              .formatted(repeats.measured(), repeats.trained(), repeats.count()));
    }
  }

  private LoraItems ofMesh(Context context, long seed) {
    if (validation.isPresent() || test.isPresent() || holdOut.isPresent()) {
      throw usage("--validation, --test and --hold-out are for --items; a data set has its parts");
    }
    try (MeshClient mesh = address.open(context)) {
      LoraItems items =
          AdapterItems.read(
              mesh, Names.dataset(dataset.orElseThrow()), view(seed), layout.rendering());
      long repeated =
          Repeats.of(items.training(), items.validation()).count()
              + Repeats.of(items.training(), items.test()).count();
      if (repeated > 0) {
        context
            .terminal()
            .note(
                repeated
                    + " items to measure on repeat items to train on; --protocol sound keeps them"
                    + " together");
      }
      return items;
    }
  }

  private TaskView view(long seed) {
    TaskView.Builder view =
        TaskView.newBuilder()
            .setSeed(splitSeed.orElse(seed))
            .setProtocol(
                protocol.orElse(Protocol.SOUND) == Protocol.PAPER
                    ? TaskProtocol.TASK_PROTOCOL_PAPER
                    : TaskProtocol.TASK_PROTOCOL_SOUND);
    if (parts.isEmpty()) {
      return view.build();
    }
    if (parts.size() != PARTS || parts.stream().anyMatch(count -> count < 0)) {
      throw usage("--parts must be three numbers of 0 or more, such as 200,100,100");
    }
    return view.setTrainCount(parts.get(0))
        .setValidationCount(parts.get(1))
        .setTestCount(parts.get(2))
        .build();
  }

  private static SteerException usage(String message) {
    return new SteerException(ExitCode.USAGE, message);
  }
}
