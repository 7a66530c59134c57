package org.steermesh.cli;

import java.nio.file.Path;
import org.steermesh.cli.command.DownCommand;
import org.steermesh.cli.command.TrainDemoModelCommand;
import org.steermesh.cli.command.UpCommand;
import org.steermesh.cli.show.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

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
    })
public final class Steer implements Runnable {

  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show where in the program a failure came from.")
  private boolean debug;

  private Steer() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Terminal terminal =
        Terminal.ofProcess(System.getProperty("steer.terminal", ""), System.getenv());
    Path home = Path.of(System.getProperty("steer.home", ".")).toAbsolutePath().normalize();
    System.exit(commandLine(new Context(home, terminal)).execute(arguments));
  }

  /** The whole command tree. */
  static CommandLine commandLine(Context context) {
    Steer steer = new Steer();
    Failures failures = new Failures(context.terminal());
    CommandLine root = new CommandLine(steer);
    root.addSubcommand(new UpCommand(context));
    root.addSubcommand(new DownCommand(context));
    root.addSubcommand(new TrainDemoModelCommand(context));
    root.setParameterExceptionHandler((failure, arguments) -> failures.wrongUsage(failure));
    root.setExecutionExceptionHandler(
        (failure, command, parsed) -> failures.failedWork(failure, command, steer.debug));
    return root;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
