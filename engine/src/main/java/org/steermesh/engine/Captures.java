package org.steermesh.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.PassResult;
import org.steermesh.engine.decoder.Tap;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.steering.Edit;
import org.steermesh.engine.steering.EditResolver;
import org.steermesh.engine.steering.PositionSelector;
import org.steermesh.engine.steering.SelectedPositions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.SteeredSequence;
import org.steermesh.engine.tokenizer.TokenTexts;

/** Reads activations of whole inputs; stops after the deepest block asked for. */
final class Captures {

  private final Decoder decoder;
  private final TokenTexts texts;
  private final int maxBatchTokens;

  Captures(Decoder decoder, TokenTexts texts, int maxBatchTokens) {
    this.decoder = decoder;
    this.texts = texts;
    this.maxBatchTokens = maxBatchTokens;
  }

  /** A request, the positions it selects, and the rows read for it so far. */
  private record Reading(CaptureRequest request, int[] positions, Map<Site, float[][]> rows) {

    static Reading of(CaptureRequest request, TokenTexts texts) {
      int[] ids = request.tokens().ids();
      SelectedPositions selected =
          PositionSelector.resolve(request.positions(), request.tokens(), texts);
      int last = selected.listed().length() - 1;
      if (last >= ids.length) {
        throw new EngineException(
            EngineReason.POSITION_NOT_FOUND,
            "position " + last + " is outside the input of " + ids.length + " tokens");
      }
      int[] positions = selected.ofInput();
      if (positions.length == 0) {
        throw new EngineException(
            EngineReason.POSITION_NOT_FOUND,
            "the rule "
                + request.positions().rule()
                + " selects none of the "
                + ids.length
                + " input tokens");
      }
      Map<Site, float[][]> rows = new TreeMap<>();
      request.sites().forEach(site -> rows.put(site, new float[positions.length][]));
      return new Reading(request, positions, rows);
    }

    int blocks() {
      return request.sites().stream().mapToInt(Site::block).max().orElse(0) + 1;
    }

    CapturedActivations result() {
      return new CapturedActivations(positions, rows);
    }
  }

  /** Where a row that was read belongs. */
  private record Slot(float[][] rows, int index) {}

  /** What is read at one site of one window: flat token indices and where the rows go. */
  private record SiteReads(Site site, List<Integer> flat, List<Slot> slots) {
    SiteReads(Site site) {
      this(site, new ArrayList<>(), new ArrayList<>());
    }

    void add(int index, Slot slot) {
      flat.add(index);
      slots.add(slot);
    }

    Tap tap() {
      long[] rows = flat.stream().mapToLong(Integer::longValue).toArray();
      return Tap.read(site.block(), Edit.point(site.target()), rows);
    }

    void take(float[] values) {
      int width = values.length / slots.size();
      for (int i = 0; i < slots.size(); i++) {
        float[] row = new float[width];
        System.arraycopy(values, i * width, row, 0, width);
        slots.get(i).rows()[slots.get(i).index()] = row;
      }
    }
  }

  List<CapturedActivations> capture(List<CaptureRequest> requests, CancelSignal cancel) {
    List<Reading> readings = requests.stream().map(request -> Reading.of(request, texts)).toList();
    int blocks = readings.stream().mapToInt(Reading::blocks).max().orElse(0);
    EditResolver resolver = new EditResolver(texts);
    List<SharedBatches.Sequence> sequences =
        requests.stream()
            .map(request ->
                new SharedBatches.Sequence(
                    resolver.resolve(steered(request)), request.tokens().ids()))
            .toList();
    SharedBatches batches = new SharedBatches(decoder.config(), blocks, maxBatchTokens);
    for (SharedBatches.Batch batch : batches.of(sequences)) {
      List<Reading> its = batch.sequences().stream().map(readings::get).toList();
      List<Window> windows = batch.forest().windows(BatchRun.WINDOW);
      BatchRun.Layout layout = BatchRun.Layout.of(batch.forest(), windows);
      int deepest = its.stream().mapToInt(Reading::blocks).max().orElse(0);
      try (BatchRun run = BatchRun.start(decoder, batch.plan(sequences), deepest, layout)) {
        read(run, windows, its, cancel);
      }
    }
    return readings.stream().map(Reading::result).toList();
  }

  private static void read(
      BatchRun run, List<Window> windows, List<Reading> batch, CancelSignal cancel) {
    for (Window window : windows) {
      cancel.check();
      List<SiteReads> reads = reads(batch, window);
      List<Tap> taps = reads.stream().map(SiteReads::tap).toList();
      try (PassResult result = run.run(window, taps, new long[0])) {
        for (int i = 0; i < reads.size(); i++) {
          reads.get(i).take(result.taps().get(i));
        }
      }
    }
  }

  private static SteeredSequence steered(CaptureRequest request) {
    return new SteeredSequence(
        request.tokens(), request.interventions().stream().map(Edit::of).toList());
  }

  /** What the requests of a batch read in one window, one entry per site. */
  private static List<SiteReads> reads(List<Reading> batch, Window window) {
    Map<Site, SiteReads> bySite = new HashMap<>();
    for (int sequence = 0; sequence < batch.size(); sequence++) {
      Reading reading = batch.get(sequence);
      for (int i = 0; i < reading.positions().length; i++) {
        int position = reading.positions()[i];
        if (position >= window.start(sequence) && position < window.end(sequence)) {
          for (Map.Entry<Site, float[][]> read : reading.rows().entrySet()) {
            Site site = read.getKey();
            int flat = window.flat(sequence, position, site.block(), Edit.point(site.target()));
            bySite.computeIfAbsent(site, SiteReads::new).add(flat, new Slot(read.getValue(), i));
          }
        }
      }
    }
    Collection<SiteReads> all = bySite.values();
    return all.stream().sorted(Comparator.comparing(SiteReads::site)).toList();
  }
}
