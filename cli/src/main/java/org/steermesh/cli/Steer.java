package org.steermesh.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.steermesh.cli.client.ArmSpec;
import org.steermesh.cli.client.GateSpec;
import org.steermesh.cli.client.PositionText;
import org.steermesh.cli.client.SpanText;
import org.steermesh.cli.command.BenchCommand;
import org.steermesh.cli.command.BenchPasCommand;
import org.steermesh.cli.command.DatasetCommand;
import org.steermesh.cli.command.DatasetDeleteCommand;
import org.steermesh.cli.command.DatasetListCommand;
import org.steermesh.cli.command.DatasetShowCommand;
import org.steermesh.cli.command.DatasetTasksCommand;
import org.steermesh.cli.command.DatasetUploadCommand;
import org.steermesh.cli.command.DemoCommand;
import org.steermesh.cli.command.DownCommand;
import org.steermesh.cli.command.EvalCancelCommand;
import org.steermesh.cli.command.EvalCommand;
import org.steermesh.cli.command.EvalCompareCommand;
import org.steermesh.cli.command.EvalComposeCommand;
import org.steermesh.cli.command.EvalDeleteCommand;
import org.steermesh.cli.command.EvalListCommand;
import org.steermesh.cli.command.EvalPasCommand;
import org.steermesh.cli.command.EvalReportCommand;
import org.steermesh.cli.command.EvalRunCommand;
import org.steermesh.cli.command.EvalShowCommand;
import org.steermesh.cli.command.EvalWatchCommand;
import org.steermesh.cli.command.ExtractCommand;
import org.steermesh.cli.command.FeaturesCommand;
import org.steermesh.cli.command.GenerateCommand;
import org.steermesh.cli.command.LibraryBackupCommand;
import org.steermesh.cli.command.LibraryCommand;
import org.steermesh.cli.command.LibraryRestoreCommand;
import org.steermesh.cli.command.LibraryVerifyCommand;
import org.steermesh.cli.command.LoadCommand;
import org.steermesh.cli.command.ModelCommand;
import org.steermesh.cli.command.SaeCommand;
import org.steermesh.cli.command.SaeDemoTextCommand;
import org.steermesh.cli.command.SaeListCommand;
import org.steermesh.cli.command.SaeShowCommand;
import org.steermesh.cli.command.SaeTrainCommand;
import org.steermesh.cli.command.SaesCommand;
import org.steermesh.cli.command.ScoreCommand;
import org.steermesh.cli.command.SftCommand;
import org.steermesh.cli.command.StudyCommand;
import org.steermesh.cli.command.TestCommand;
import org.steermesh.cli.command.TopCommand;
import org.steermesh.cli.command.TrainDemoModelCommand;
import org.steermesh.cli.command.UpCommand;
import org.steermesh.cli.command.VectorAliasCommand;
import org.steermesh.cli.command.VectorBuildCommand;
import org.steermesh.cli.command.VectorCommand;
import org.steermesh.cli.command.VectorCompareCommand;
import org.steermesh.cli.command.VectorComposeCommand;
import org.steermesh.cli.command.VectorDeleteCommand;
import org.steermesh.cli.command.VectorDescribeCommand;
import org.steermesh.cli.command.VectorExplainCommand;
import org.steermesh.cli.command.VectorExportCommand;
import org.steermesh.cli.command.VectorHistoryCommand;
import org.steermesh.cli.command.VectorImportCommand;
import org.steermesh.cli.command.VectorListCommand;
import org.steermesh.cli.command.VectorNearCommand;
import org.steermesh.cli.command.VectorOverlapCommand;
import org.steermesh.cli.command.VectorPromoteCommand;
import org.steermesh.cli.command.VectorPruneCommand;
import org.steermesh.cli.command.VectorRollbackCommand;
import org.steermesh.cli.command.VectorShowCommand;
import org.steermesh.cli.command.VectorTagCommand;
import org.steermesh.cli.command.VerifyCommand;
import org.steermesh.cli.show.Terminal;
import org.steermesh.contract.protos.Sites;
import org.steermesh.contract.protos.SteerSpec;
import org.steermesh.type.v1.ExcludedSpan;
import org.steermesh.type.v1.Positions;
import org.steermesh.type.v1.Site;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The {@code steer} command. */
@Command(
    name = "steer",
    description = "Steer language models through their activations.",
    mixinStandardHelpOptions = true,
    version = "steer 0.1.0",
    scope = ScopeType.INHERIT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:the work was done",
      "  1:the work was tried and failed",
      "  2:the command line was wrong; nothing was tried",
      "  3:a service, Redis or a port was not available; trying again may help",
      "  4:a service understood the request and refused it",
      "130:interrupted"
    },
    footer = {
      "",
      "Examples:",
      "  ./steer demo",
      "  ./steer up --detach",
      "  ./steer generate 'How was your day?'",
      "  ./steer down"
    })
public final class Steer implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show where in the program a failure came from.")
  private boolean debug;

  private final Context context;

  private Steer(Context context) {
    this.context = context;
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // Libraries tell their own business at INFO, which is none of the reader's.
    Logger.getLogger("").setLevel(Level.WARNING);
    Terminal terminal =
        Terminal.ofProcess(System.getProperty("steer.terminal", ""), System.getenv());
    Path home = Path.of(System.getProperty("steer.home", ".")).toAbsolutePath().normalize();
    System.exit(commandLine(new Context(home, terminal)).execute(arguments));
  }

  /** The whole command tree. */
  public static CommandLine commandLine(Context context) {
    Steer steer = new Steer(context);
    Failures failures = new Failures(context.terminal());
    CommandLine root = new CommandLine(steer);
    addCommands(root, context);
    Numbers.register(root);
    root.registerConverter(Site.class, text -> converted(text, Sites::parse));
    root.registerConverter(SteerSpec.class, text -> converted(text, SteerSpec::parse));
    root.registerConverter(ArmSpec.class, text -> converted(text, ArmSpec::parse));
    root.registerConverter(GateSpec.class, text -> converted(text, GateSpec::parse));
    root.registerConverter(ExcludedSpan.class, text -> converted(text, SpanText::parse));
    root.registerConverter(Positions.class, text -> converted(text, PositionText::parse));
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setAbbreviatedOptionsAllowed(false);
    root.setParameterExceptionHandler((failure, arguments) -> failures.wrongUsage(failure));
    root.setExecutionExceptionHandler(
        (failure, command, parsed) -> failures.failedWork(failure, command, steer.debug));
    return root;
  }

  private static void addCommands(CommandLine root, Context context) {
    root.addSubcommand(new DemoCommand(context));
    root.addSubcommand(new UpCommand(context));
    root.addSubcommand(new DownCommand(context));
    root.addSubcommand(new ModelCommand(context));
    root.addSubcommand(new ExtractCommand(context));
    root.addSubcommand(new SaesCommand(context));
    root.addSubcommand(new FeaturesCommand(context));
    root.addSubcommand(
        new CommandLine(new DatasetCommand())
            .addSubcommand(new DatasetUploadCommand(context))
            .addSubcommand(new DatasetTasksCommand(context))
            .addSubcommand(new DatasetListCommand(context))
            .addSubcommand(new DatasetShowCommand(context))
            .addSubcommand(new DatasetDeleteCommand(context)));
    root.addSubcommand(vectorCommands(context));
    root.addSubcommand(
        new CommandLine(new LibraryCommand())
            .addSubcommand(new LibraryBackupCommand(context))
            .addSubcommand(new LibraryRestoreCommand(context))
            .addSubcommand(new LibraryVerifyCommand(context)));
    root.addSubcommand(new GenerateCommand(context));
    root.addSubcommand(new ScoreCommand(context));
    root.addSubcommand(new LoadCommand(context));
    root.addSubcommand(new TopCommand(context));
    root.addSubcommand(evalCommands(context));
    root.addSubcommand(saeCommands(context));
    root.addSubcommand(new SftCommand(context));
    root.addSubcommand(new StudyCommand(context));
    root.addSubcommand(
        new CommandLine(new BenchCommand(context)).addSubcommand(new BenchPasCommand(context)));
    root.addSubcommand(new VerifyCommand(context));
    root.addSubcommand(new TrainDemoModelCommand(context));
    root.addSubcommand(new TestCommand());
    root.addSubcommand(help());
  }

  private static CommandLine evalCommands(Context context) {
    return new CommandLine(new EvalCommand(context))
        .addSubcommand(new EvalRunCommand(context))
        .addSubcommand(new EvalWatchCommand(context))
        .addSubcommand(new EvalCompareCommand(context))
        .addSubcommand(new EvalComposeCommand(context))
        .addSubcommand(new EvalPasCommand(context))
        .addSubcommand(new EvalListCommand(context))
        .addSubcommand(new EvalShowCommand(context))
        .addSubcommand(new EvalReportCommand(context))
        .addSubcommand(new EvalCancelCommand(context))
        .addSubcommand(new EvalDeleteCommand(context));
  }

  private static CommandLine saeCommands(Context context) {
    return new CommandLine(new SaeCommand())
        .addSubcommand(new SaeTrainCommand(context))
        .addSubcommand(new SaeListCommand(context))
        .addSubcommand(new SaeShowCommand(context))
        .addSubcommand(new SaeDemoTextCommand(context));
  }

  private static CommandLine vectorCommands(Context context) {
    return new CommandLine(new VectorCommand())
        .addSubcommand(new VectorBuildCommand(context))
        .addSubcommand(new VectorListCommand(context))
        .addSubcommand(new VectorShowCommand(context))
        .addSubcommand(new VectorExplainCommand(context))
        .addSubcommand(new VectorCompareCommand(context))
        .addSubcommand(new VectorOverlapCommand(context))
        .addSubcommand(new VectorNearCommand(context))
        .addSubcommand(new VectorComposeCommand(context))
        .addSubcommand(new VectorImportCommand(context))
        .addSubcommand(new VectorExportCommand(context))
        .addSubcommand(new VectorTagCommand(context))
        .addSubcommand(new VectorDescribeCommand(context))
        .addSubcommand(new VectorPromoteCommand(context))
        .addSubcommand(new VectorAliasCommand(context))
        .addSubcommand(new VectorRollbackCommand(context))
        .addSubcommand(new VectorHistoryCommand(context))
        .addSubcommand(new VectorPruneCommand(context))
        .addSubcommand(new VectorDeleteCommand(context));
  }

  private static CommandLine help() {
    CommandLine help = new CommandLine(new CommandLine.HelpCommand());
    help.getCommandSpec()
        .usageMessage()
        .header(new String[0])
        .description("Show the help of a command.")
        .footer("", "Example:", "  ./steer help generate");
    return help;
  }

  private static <T> T converted(String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(context.terminal().err());
    return ExitCode.USAGE.status();
  }
}
