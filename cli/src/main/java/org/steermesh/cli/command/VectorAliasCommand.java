package org.steermesh.cli.command;

import java.util.Optional;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.vector.v1.Alias;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.SetAliasRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer vector alias}. */
@Command(
    name = "alias",
    description = "Let an alias name a version; versions never change, aliases move.",
    footer = {
      "",
      "Examples:",
      "  ./steer vector alias cheerful live",
      "  ./steer vector alias cheerful candidate --expect ''",
      "  ./steer vector alias cheerful live --remove"
    })
public final class VectorAliasCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(index = "0", paramLabel = "NAME", description = "The vector.")
  private String name;

  @Parameters(index = "1", paramLabel = "ALIAS", description = "The alias, for example live.")
  private String alias;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "DIGEST",
      defaultValue = "",
      description = "The version it should name: its first 8 digits or more. Default: the newest.")
  private String digest;

  @Option(
      names = "--expect",
      paramLabel = "DIGEST",
      description = "Move it only if it names this version now; an empty value: if it is new.")
  private Optional<String> expected = Optional.empty();

  @Option(
      names = "--require",
      paramLabel = "STATE",
      defaultValue = "",
      description = "Move it only to a version in this state: evaluated or live, for example.")
  private String required;

  @Option(names = "--remove", description = "Remove the alias; the version stays.")
  private boolean remove;

  /** A command that prints to the context's terminal. */
  public VectorAliasCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    if (remove && !digest.isEmpty()) {
      throw new SteerException(ExitCode.USAGE, "give a DIGEST or --remove, not both");
    }
    String vector = Names.vector(name);
    SetAliasRequest.Builder request =
        SetAliasRequest.newBuilder()
            .setName(vector + "@" + alias)
            .setActor(Actor.name())
            .setVersion(remove ? "" : wanted(mesh, vector));
    if (!required.isEmpty()) {
      request.setRequiredState(VectorPromoteCommand.state(required));
    }
    expected.ifPresent(
        text -> request.setExpectedVersion(text.isEmpty() ? "" : versionOf(vector, text)));
    Alias set = MeshClient.unary(mesh.vector()).setAlias(request.build());
    if (output.isJson()) {
      printJson(set);
    } else {
      terminal()
          .note(
              set.getVersion().isEmpty()
                  ? set.getName() + " names no version"
                  : set.getName() + " is " + Names.shortVersion(set.getVersion()));
    }
  }

  private String wanted(MeshClient mesh, String vector) {
    return digest.isEmpty()
        ? MeshClient.unary(mesh.vector())
            .getVersion(GetVersionRequest.newBuilder().setName(vector).build())
            .getName()
        : versionOf(vector, digest);
  }

  /** Also takes {@code NAME@DIGEST} and full names, as other commands print them. */
  private static String versionOf(String vector, String text) {
    return vector + "/versions/" + Names.id(text.substring(text.indexOf('@') + 1));
  }
}
