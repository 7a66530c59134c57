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
import org.steermesh.engine.steering.PositionSelector;
import org.steermesh.engine.steering.SelectedPositions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.SteeredSequence;

/** Reads activations of whole inputs; stops after the deepest block asked for. */
final class Captures {

  private final Decoder decoder;
  private final int maxBatchTokens;

  Captures(Decoder decoder, int maxBatchTokens) {
    this.decoder = decoder;
    this.maxBatchTokens = maxBatchTokens;
  }

  /** A request, the positions it selects, and the rows read for it so far. */
  private record Reading(CaptureRequest request, int[] positions, Map<Site, float[][]> rows) {

    static Reading of(CaptureRequest request) {
      int[] ids = request.tokens().ids();
      SelectedPositions selected = PositionSelector.resolve(request.positions(), request.tokens());
      int last = selected.listed().length() - 1;
      if (last >= ids.length) {
        throw new EngineException(
            EngineReason.POSITION_NOT_FOUND,
            "position " + last + " is outside the input of " + ids.length + " tokens");
      }
      int[] positions = selected.within(ids);
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
  private record SiteReads(Site site, List<Long> flat, List<Slot> slots) {
    Tap tap() {
      long[] rows = flat.stream().mapToLong(Long::longValue).toArray();
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
    List<Reading> readings = requests.stream().map(Reading::of).toList();
    int[] lengths = requests.stream().mapToInt(request -> request.tokens().length()).toArray();
    for (List<Integer> batch : Batches.of(lengths, maxBatchTokens)) {
      read(batch.stream().map(readings::get).toList(), cancel);
    }
    return readings.stream().map(Reading::result).toList();
  }

  private void read(List<Reading> batch, CancelSignal cancel) {
    List<int[]> inputs = batch.stream().map(reading -> reading.request().tokens().ids()).toList();
    int longest = inputs.stream().mapToInt(ids -> ids.length).max().orElse(0);
    int blocks = batch.stream().mapToInt(Reading::blocks).max().orElse(0);
    List<SteeredSequence> sequences =
        batch.stream().map(reading -> steered(reading.request())).toList();
    BatchRun.Layout layout = new BatchRun.Layout(batch.size(), longest, false, false);
    try (BatchRun run = BatchRun.start(decoder, sequences, blocks, layout)) {
      for (int from = 0; from < longest; from += BatchRun.WINDOW) {
        cancel.check();
        Window window = run.next(BatchRun.columns(inputs, from));
        List<SiteReads> reads = reads(batch, window);
        List<Tap> taps = reads.stream().map(SiteReads::tap).toList();
        try (PassResult result = run.run(window, taps, new long[0])) {
          for (int i = 0; i < reads.size(); i++) {
            reads.get(i).take(result.taps().get(i));
          }
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
    for (int row = 0; row < batch.size(); row++) {
      Reading reading = batch.get(row);
      for (int i = 0; i < reading.positions().length; i++) {
        int position = reading.positions()[i];
        if (position >= window.start(row) && position < window.end(row)) {
          add(bySite, reading, window.flat(row, position), i);
        }
      }
    }
    Collection<SiteReads> all = bySite.values();
    return all.stream().sorted(Comparator.comparing(SiteReads::site)).toList();
  }

  private static void add(Map<Site, SiteReads> bySite, Reading reading, long flat, int index) {
    reading
        .rows()
        .forEach((site, rows) -> {
          SiteReads reads =
              bySite.computeIfAbsent(
                  site, s -> new SiteReads(s, new ArrayList<>(), new ArrayList<>()));
          reads.flat().add(flat);
          reads.slots().add(new Slot(rows, index));
        });
  }
}
