package org.steermesh.cli.command;

import com.google.protobuf.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.LibraryWalk;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.client.Pages;
import org.steermesh.cli.show.Table;
import org.steermesh.vector.v1.PruneVerdict;
import org.steermesh.vector.v1.PruneVersionsRequest;
import org.steermesh.vector.v1.PruneVersionsResponse;
import org.steermesh.vector.v1.PrunedVersion;
import org.steermesh.vector.v1.Vector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer vector prune}. */
@Command(
    name = "prune",
    description = {
      "Remove old versions of a vector, or of all.",
      "What --keep or --younger-than names stays; so does the newest version, and what an alias"
          + " names, what is live, and what other versions were composed of. A dry run removes"
          + " nothing. Nothing is remembered: it prunes when it is called."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer vector prune cheerful --keep 5 --younger-than 30d --dry-run",
      "  ./steer vector prune --all --keep 20"
    })
public final class VectorPruneCommand extends MeshCommand {

  private static final int PAGE = 500;
  private static final Pattern AGE = Pattern.compile("([1-9][0-9]{0,8})([smhdw])");
  private static final Map<String, Long> SECONDS =
      Map.of("s", 1L, "m", 60L, "h", 3600L, "d", 86_400L, "w", 604_800L);

  @Mixin private OutputForm output;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The vector.")
  private @Nullable String name;

  @Option(names = "--all", description = "Every vector, instead of one.")
  private boolean all;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "0",
      description = "How many of the newest versions of each vector stay.")
  private int keep;

  @Option(
      names = "--younger-than",
      paramLabel = "AGE",
      defaultValue = "",
      description = "Versions younger than this stay: 12h, 30d, 8w.")
  private String age;

  @Option(names = "--dry-run", description = "Only say what would go, and why the rest stays.")
  private boolean dryRun;

  /** A command that prints to the context's terminal. */
  public VectorPruneCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    if (all == (name != null)) {
      throw new SteerException(ExitCode.USAGE, "name one vector, or all by --all");
    }
    if (keep <= 0 && age.isEmpty()) {
      throw new SteerException(
          ExitCode.USAGE, "say what stays: --keep N of 1 or more, --younger-than AGE, or both");
    }
    PruneVersionsRequest.Builder request =
        PruneVersionsRequest.newBuilder().setKeepNewest(keep).setDryRun(dryRun).setPageSize(PAGE);
    if (!age.isEmpty()) {
      request.setKeepYoungerThan(age(age));
    }
    List<PrunedVersion> pruned =
        vectors(mesh).flatMap(vector -> pruned(mesh, request.setParent(vector)).stream()).toList();
    if (output.isJson()) {
      printJson(PruneVersionsResponse.newBuilder().addAllVersions(pruned));
    } else {
      show(pruned);
    }
  }

  private static Duration age(String text) {
    Matcher matcher = AGE.matcher(text);
    if (!matcher.matches()) {
      throw new SteerException(
          ExitCode.USAGE,
          "--younger-than " + text + " is not a number and one of s, m, h, d, w: 30d");
    }
    long unit = SECONDS.getOrDefault(matcher.group(2), 1L);
    return Duration.newBuilder().setSeconds(Long.parseLong(matcher.group(1)) * unit).build();
  }

  private Stream<String> vectors(MeshClient mesh) {
    return name == null
        ? LibraryWalk.vectors(mesh).stream().map(Vector::getName)
        : Stream.of(Names.vector(name));
  }

  private static List<PrunedVersion> pruned(MeshClient mesh, PruneVersionsRequest.Builder request) {
    return Pages.all(token -> {
      PruneVersionsResponse response =
          MeshClient.unary(mesh.vector()).pruneVersions(request.setPageToken(token).build());
      return new Pages.Page<>(response.getVersionsList(), response.getNextPageToken());
    });
  }

  private void show(List<PrunedVersion> pruned) {
    Table table = new Table().words("VERSION").words("BUILT").words("WHAT");
    for (PrunedVersion version : pruned) {
      table.row(
          Names.shortVersion(version.getVersion()),
          Shown.time(version.getCreateTime()),
          words(version));
    }
    print(table);
    long gone =
        pruned.stream()
            .filter(version -> version.getVerdict() == PruneVerdict.PRUNE_VERDICT_REMOVED)
            .count();
    terminal()
        .result(
            "%d of %d versions %s"
                .formatted(gone, pruned.size(), dryRun ? "would go" : "are removed"));
  }

  private String words(PrunedVersion version) {
    String users =
        version.getUsersList().stream().map(Names::shortVersion).collect(Collectors.joining(", "));
    return switch (version.getVerdict()) {
      case PRUNE_VERDICT_REMOVED -> dryRun ? "would go" : "removed";
      case PRUNE_VERDICT_NEWEST -> "stays: among the newest";
      case PRUNE_VERDICT_YOUNG -> "stays: younger than " + age;
      case PRUNE_VERDICT_ALIAS -> "stays: named by " + users;
      case PRUNE_VERDICT_LIVE -> "stays: live";
      case PRUNE_VERDICT_PARENT -> "stays: parent of " + users;
      case PRUNE_VERDICT_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }
}
