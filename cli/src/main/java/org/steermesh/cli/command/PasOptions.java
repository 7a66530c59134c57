package org.steermesh.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.command.MethodOption.Method;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.vector.v1.BuildVectorRequest;
import org.steermesh.vector.v1.PasParameters;
import org.steermesh.vector.v1.TaskProtocol;
import org.steermesh.vector.v1.TaskView;
import picocli.CommandLine.Option;

/** How vectors of painless activation steering are made of multiple-choice items. */
final class PasOptions {

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      description =
          "sound: groups stay together, every item has a permutation of its own, read where it acts;"
              + " or paper: as the published code does it. Default: sound.")
  private Optional<String> protocol = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of split and permutations, 0 to 4294967295. Default: 1.")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--items",
      paramLabel = "N",
      description =
          "Most items in all, of which 60 percent train, 20 validate and 20 test. Default: 4000.")
  private Optional<Integer> items = Optional.empty();

  @Option(
      names = "--train",
      paramLabel = "N",
      description = "Most training items, with --validation and --test instead of the percentages.")
  private Optional<Integer> train = Optional.empty();

  @Option(names = "--validation", paramLabel = "N", description = "Most validation items.")
  private Optional<Integer> validation = Optional.empty();

  @Option(names = "--test", paramLabel = "N", description = "Most test items.")
  private Optional<Integer> test = Optional.empty();

  @Option(
      names = "--prefix",
      paramLabel = "FILE",
      description =
          "A text put before every prompt when the model answers, for example solved items"
              + " (in-context learning).")
  private Optional<Path> prefix = Optional.empty();

  @Option(
      names = "--shuffle-labels",
      paramLabel = "SEED",
      description = "Shuffle the right answers among the training items: a control.")
  private Optional<Long> labelSeed = Optional.empty();

  void apply(BuildVectorRequest.Builder request, List<Method> methods) {
    if (!methods.getFirst().isPainless()) {
      if (isUsed()) {
        throw new SteerException(
            ExitCode.USAGE,
            "--protocol, --seed, --items, --train, --validation, --test, --prefix and"
                + " --shuffle-labels belong to --method pasf, ipasa and ipaswo");
      }
      return;
    }
    PasParameters.Builder pas =
        PasParameters.newBuilder()
            .setView(view())
            .setPrefix(prefix.map(PasOptions::read).orElse(""));
    methods.stream().skip(1).forEach(method -> pas.addMoreMethods(method.sent()));
    labelSeed.ifPresent(pas::setLabelShuffleSeed);
    request.setMethod(methods.getFirst().sent()).setPas(pas);
  }

  private boolean isUsed() {
    return protocol.isPresent()
        || seed.isPresent()
        || items.isPresent()
        || train.isPresent()
        || validation.isPresent()
        || test.isPresent()
        || prefix.isPresent()
        || labelSeed.isPresent();
  }

  private TaskView.Builder view() {
    return TaskView.newBuilder()
        .setProtocol(protocol())
        .setSeed(seed.orElse(1L))
        .setMaxItems(items.orElse(0))
        .setTrainCount(train.orElse(0))
        .setValidationCount(validation.orElse(0))
        .setTestCount(test.orElse(0));
  }

  private TaskProtocol protocol() {
    String wanted = protocol.orElse("sound");
    return switch (wanted.toLowerCase(Locale.ROOT)) {
      case "sound" -> TaskProtocol.TASK_PROTOCOL_SOUND;
      case "paper" -> TaskProtocol.TASK_PROTOCOL_PAPER;
      default ->
          throw new SteerException(
              ExitCode.USAGE, "--protocol " + wanted + " is not known: sound or paper");
    };
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw FileProblem.reading(file, e);
    }
  }
}
