package org.steermesh.cli.command;

import static org.steermesh.cli.SteerException.require;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.load.LoadPlan;
import org.steermesh.cli.load.LoadPlan.Pace;
import org.steermesh.cli.load.LoadPlan.Trouble;
import org.steermesh.cli.load.LoadReport;
import org.steermesh.cli.load.LoadResult;
import org.steermesh.cli.load.LoadRun;
import org.steermesh.cli.load.NamedVectors;
import org.steermesh.cli.load.RandomVectors;
import org.steermesh.cli.show.Json;
import org.steermesh.cli.show.Progress;
import org.steermesh.contract.protos.SteerSpec;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code steer load}. */
@Command(
    name = "load",
    description = {
      "Put a load of generations on the mesh and show how fast they come.",
      "Inputs are random tokens, texts are greedy and never end early, so that two runs do the same"
          + " work. Each run draws inputs of its own, which no other has left in the service's"
          + " cache; --salt repeats those of another. BUSY is the part of the time in which the"
          + " service's batch computed, MEMORY the service's after the first thousand requests (or"
          + " half of fewer) and at the end."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer load --requests 64 --concurrency 32 --vectors 16 --compare",
      "  ./steer load --requests 20 --rate 5 --input-tokens 16,256 --output-tokens 32",
      "  ./steer load --requests 100 --distinct 20 --vectors 4 --cancel 0.2 --check",
      "  ./steer load --requests 100 --distinct 20 --named 4 --delete 0.1 --check"
    })
public final class LoadCommand extends MeshCommand {

  private static final String STEERED = "steered";
  private static final String UNSTEERED = "unsteered";
  private static final String ALONE = "one at a time";

  /** Of a round; each has inputs of its own. */
  private static final int RUNS = 3;

  /** Salts that a person can type: 32 bits. */
  private static final long SALTS = 0xffff_ffffL;

  @Mixin private OutputForm output;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "64",
      description = "How many. Default: ${DEFAULT-VALUE}.")
  private int requests;

  @Option(
      names = "--distinct",
      paramLabel = "N",
      description = "How many different ones among them, taken in turn. Default: all.")
  private Optional<Integer> distinct = Optional.empty();

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "Closed loop: so many are under way, the next follows when one has ended. Default:"
              + " ${DEFAULT-VALUE}.")
  private int concurrency;

  @Option(
      names = "--rate",
      paramLabel = "PER-SECOND",
      description = "Open loop instead: so many are sent each second, at random moments.")
  private Optional<Float> rate = Optional.empty();

  @Option(
      names = "--input-tokens",
      paramLabel = "N,...",
      split = ",",
      defaultValue = "64",
      description = "Lengths of the inputs, taken in turn. Default: ${DEFAULT-VALUE}.")
  private List<Integer> inputTokens;

  @Option(
      names = "--output-tokens",
      paramLabel = "N,...",
      split = ",",
      defaultValue = "32",
      description = "Lengths of the texts, taken in turn. Default: ${DEFAULT-VALUE}.")
  private List<Integer> outputTokens;

  @Option(
      names = "--vectors",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Steer each request with one of N random vectors at the middle block. Default:"
              + " ${DEFAULT-VALUE}, none.")
  private int vectors;

  @Option(
      names = "--steer",
      paramLabel = "NAME[@ALIAS|@DIGEST][:BLOCK]:STRENGTH",
      description = "Steer with a vector of the mesh instead; repeated, they are taken in turn.")
  private List<SteerSpec> steer = List.of();

  @Option(
      names = "--named",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Steer with N random vectors of the mesh instead, which are imported for the run and"
              + " deleted after it. Default: ${DEFAULT-VALUE}, none.")
  private int named;

  @Option(
      names = "--strength",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of the random vectors. Default: ${DEFAULT-VALUE}.")
  private float strength;

  @Option(
      names = "--callers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Send as so many callers, who take turns. Default: ${DEFAULT-VALUE}.")
  private int callers;

  @Option(
      names = "--cancel",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Part of the requests that are left after a random token. Default: 0.")
  private float cancel;

  @Option(
      names = "--deadline",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Part of the requests with a deadline of up to 0.4 s. Default: 0.")
  private float deadline;

  @Option(
      names = "--malformed",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Part of the requests with a field that must be refused. Default: 0.")
  private float malformed;

  @Option(
      names = "--delete",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Part of the requests during which their vector is deleted from the mesh; needs --named."
              + " Default: 0.")
  private float delete;

  @Option(
      names = "--check",
      description =
          "Run every different request alone first, and compare all tokens and receipts with it.")
  private boolean check;

  @Option(
      names = "--compare",
      description = "Run the same load unsteered, too, and a part of it one at a time.")
  private boolean compare;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "1",
      description = "Repeat all of it; a median over rounds tells more. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of all that is drawn, together with the salt. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--salt",
      paramLabel = "N",
      description = "Repeat the run whose --json told this salt. Default: another in each run.")
  private Optional<Long> givenSalt = Optional.empty();

  /** A command that prints to the context's terminal. */
  public LoadCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    checkOptions();
    Model model = mesh.generation().getModel(GetModelRequest.getDefaultInstance());
    long salt = givenSalt.orElseGet(() -> new SplittableRandom().nextLong() & SALTS);
    List<LoadReport> reports = rounds(mesh, model, salt);
    if (output.isJson()) {
      show(reports, salt);
    }
    if (reports.stream()
        .flatMap(each -> each.results().values().stream())
        .anyMatch(LoadCommand::wrong)) {
      throw new SteerException(
          ExitCode.FAILED,
          "some texts or receipts are not those that the same request gives alone; --seed "
              + seed
              + " --salt "
              + salt
              + " sends the same requests");
    }
  }

  private List<LoadReport> rounds(MeshClient mesh, Model model, long salt) {
    // Near seeds, and near salts, have nothing in common.
    long drawn = new SplittableRandom(seed).nextLong() ^ new SplittableRandom(~salt).nextLong();
    List<LoadReport> reports = new ArrayList<>();
    try (NamedVectors imported = named(mesh, model, drawn)) {
      LoadRun.Target target = new LoadRun.Target(mesh.generation(), model, imported);
      for (int round = 0; round < rounds; round++) {
        reports.add(round(target, plan(target).seeded(drawn + (long) RUNS * round)));
        if (!output.isJson()) {
          show(reports.getLast());
        }
      }
    }
    if (rounds > 1 && !output.isJson()) {
      ratios("tokens/s, median of %d rounds".formatted(rounds), reports);
    }
    return reports;
  }

  private NamedVectors named(MeshClient mesh, Model model, long drawn) {
    return named == 0 ? NamedVectors.none(mesh) : NamedVectors.imported(mesh, named, model, drawn);
  }

  private static boolean wrong(LoadResult result) {
    return result.mismatched() > 0;
  }

  private void checkOptions() {
    require(requests >= 1, "--requests must be at least 1");
    require(distinct.orElse(1) >= 1, "--distinct must be at least 1");
    require(concurrency >= 1, "--concurrency must be at least 1");
    require(rate.orElse(1f) > 0, "--rate must be above 0");
    require(callers >= 1, "--callers must be at least 1");
    require(rounds >= 1, "--rounds must be at least 1");
    require(vectors >= 0, "--vectors must be at least 0");
    require(named >= 0, "--named must be at least 0");
    require(
        (vectors > 0 ? 1 : 0) + (named > 0 ? 1 : 0) + (steer.isEmpty() ? 0 : 1) <= 1,
        "--vectors, --named and --steer exclude each other");
    require(delete >= 0 && delete <= 1, "--delete is from 0 to 1");
    require(delete == 0 || named > 0, "--delete needs --named");
    for (int length : inputTokens) {
      require(length >= 1, "--input-tokens must be at least 1 each");
    }
    for (int length : outputTokens) {
      require(length >= 1, "--output-tokens must be at least 1 each");
    }
    for (float share : new float[] {cancel, deadline, malformed}) {
      require(share >= 0 && share <= 1, "--cancel, --deadline and --malformed are from 0 to 1");
    }
    require(
        cancel + deadline + malformed <= 1,
        "--cancel, --deadline and --malformed together are at most 1");
  }

  private List<List<Intervention>> steering(LoadRun.Target target) {
    if (named > 0) {
      return target.named().steering(strength);
    }
    return steer.isEmpty()
        ? RandomVectors.of(vectors, target.model(), strength, seed)
        : steer.stream().map(SteerSpec::toProto).map(List::of).toList();
  }

  private LoadPlan plan(LoadRun.Target target) {
    Pace pace = rate.isPresent() ? new Pace.Open(rate.get()) : new Pace.Closed(concurrency);
    return new LoadPlan(
        requests,
        distinct.orElse(requests),
        pace,
        inputTokens,
        outputTokens,
        steering(target),
        callers,
        new Trouble(cancel, deadline, malformed, delete),
        seed);
  }

  private LoadReport round(LoadRun.Target target, LoadPlan plan) {
    Map<String, LoadResult> results = new LinkedHashMap<>();
    String name = plan.steering().isEmpty() ? UNSTEERED : STEERED;
    if (compare && !plan.steering().isEmpty()) {
      results.put(
          UNSTEERED,
          load(target, UNSTEERED, plan.steered(List.of()).seeded(plan.seed() + 1), false));
    }
    results.put(name, load(target, name, plan, check));
    if (compare) {
      int few = Math.max(1, Math.min(plan.requests(), plan.requests() / 8));
      results.put(
          ALONE,
          load(target, ALONE, plan.paced(few, new Pace.Closed(1)).seeded(plan.seed() + 2), false));
    }
    return new LoadReport(results);
  }

  private LoadResult load(LoadRun.Target target, String name, LoadPlan plan, boolean checked) {
    try (Progress progress = Progress.on(terminal(), name)) {
      return LoadRun.of(
          target,
          plan,
          checked,
          done -> {
            synchronized (progress) {
              progress.update(done, plan.requests());
            }
          });
    }
  }

  private void show(LoadReport report) {
    print(List.of(report.throughput(), report.latency()));
    ratios("tokens/s", List.of(report));
  }

  private void ratios(String what, List<LoadReport> reports) {
    boolean steered = reports.getFirst().results().containsKey(STEERED);
    ratio(what, reports, STEERED, UNSTEERED);
    ratio(what, reports, steered ? STEERED : UNSTEERED, ALONE);
  }

  private void ratio(String what, List<LoadReport> reports, String load, String base) {
    double ratio = LoadReport.medianRatio(reports, load, base);
    if (Double.isFinite(ratio)) {
      terminal().result("%s, %s over %s: %s".formatted(what, load, base, Shown.decimal(ratio, 3)));
    }
  }

  private void show(List<LoadReport> reports, long salt) {
    JsonObject json = new JsonObject();
    json.addProperty("seed", seed);
    json.addProperty("salt", salt);
    json.add("rounds", LoadReport.json(reports));
    terminal().result(Json.of(json));
  }
}
