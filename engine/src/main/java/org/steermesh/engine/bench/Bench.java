package org.steermesh.engine.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelOptions;
import org.steermesh.engine.bench.BenchReport.FormatReport;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.checkpoint.ModelConfig;
import org.steermesh.engine.decoder.Placement;
import org.steermesh.engine.decoder.WeightFormat;

/** Measures a model in one format after the other. For one thread. */
public final class Bench {

  private static final int BATCH_TOKENS = 4096;

  /** Tokens of the prompts that are timed, where the model's context holds them and an answer. */
  private static final int[] PREFILLS = {128, 512};

  private final Effort effort;
  private final int threads;
  private final Progress progress;
  private final Earlier earlier = new Earlier();
  private final List<FormatReport> reports = new ArrayList<>();

  /**
   * Prepares.
   *
   * @param threads intra-op threads of a call; 0 takes the number of cores
   * @param progress hears of every step
   */
  public Bench(Effort effort, int threads, Progress progress) {
    this.effort = effort;
    this.threads = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    this.progress = progress;
  }

  /** Hears how far a measurement is. */
  public interface Progress {

    /** So many of all steps of this format are done. */
    void steps(int done, int all);
  }

  /**
   * Measures.
   *
   * @param folder a checkpoint
   * @param name of its shape, or its own
   * @param placement how and where its matrices are held
   * @throws IOException when the folder cannot be read
   * @throws org.steermesh.engine.EngineException when the model cannot be opened
   */
  public void measure(Path folder, String name, Placement placement) throws IOException {
    WeightFormat format = placement.format();
    ModelOptions options =
        new ModelOptions(name, format, placement.device(), threads, BATCH_TOKENS);
    Loading loading = Loading.of(folder, options);
    try (LanguageModel model = loading.model();
        Probe probe = new Probe(placement.device(), threads, effort)) {
      Floors floors = Floors.of(probe, effort);
      Targets targets = new Targets(placement, name, floors.hasFastBf16());
      Subject subject = new Subject(model, config(folder), format, effort, new Random(1));
      long bytes = fileBytes(folder);
      List<Measure> measures = new ArrayList<>(loading.measures(bytes, targets));
      measures.addAll(run(steps(subject, probe, targets)));
      earlier.add(format, measures);
      reports.add(new FormatReport(model.description(), bytes, floors, measures));
    }
  }

  private List<Measure> run(List<Supplier<List<Measure>>> steps) {
    List<Measure> measures = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      progress.steps(i, steps.size());
      measures.addAll(steps.get(i).get());
    }
    return measures;
  }

  private List<Supplier<List<Measure>>> steps(Subject subject, Probe probe, Targets targets) {
    PromptBench prompts = new PromptBench(subject, probe, targets, earlier);
    DecodeBench decode = new DecodeBench(subject, probe, targets, earlier);
    SharingBench sharing = new SharingBench(subject);
    SparseBench sparse = new SparseBench(subject, probe, targets, sharing);
    List<Supplier<List<Measure>>> steps = new ArrayList<>();
    IntStream.of(PREFILLS)
        .filter(tokens -> tokens < subject.config().context())
        .forEach(tokens -> steps.add(() -> List.of(prompts.prefill(tokens))));
    steps.addAll(afterPrefill(prompts, decode, sharing, sparse));
    steps.add(() -> new RoundingBench(subject, earlier).measures());
    return steps;
  }

  private static List<Supplier<List<Measure>>> afterPrefill(
      PromptBench prompts, DecodeBench decode, SharingBench sharing, SparseBench sparse) {
    return List.of(
        () -> List.of(decode.single()),
        () -> List.of(decode.batch(8)),
        () -> List.of(decode.batch(32)),
        () -> List.of(decode.oneVector()),
        () -> List.of(decode.distinctVectors()),
        sparse::decode,
        () -> List.of(sparse.distinctVectors()),
        () -> List.of(prompts.captureMiddle()),
        () -> List.of(prompts.captureAll()),
        () -> List.of(sharing.pairs()),
        () -> List.of(sparse.build()),
        sparse::memory,
        () -> List.of(sharing.grid()),
        decode::java,
        () -> List.of(sharing.java()));
  }

  /** What was measured so far. */
  public BenchReport report(Machine machine, String subject) {
    return new BenchReport(machine, threads, effort.quick(), subject, reports);
  }

  private static ModelConfig config(Path folder) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return checkpoint.config();
    }
  }

  private static long fileBytes(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".safetensors")).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }
}
