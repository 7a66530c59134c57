package org.steermesh.engine.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.GenerationRequest;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelOptions;
import org.steermesh.engine.ResidentMemory;
import org.steermesh.engine.Sampling;
import org.steermesh.engine.tokenizer.TokenSequence;

/**
 * The loading of a model: opened once so that the page cache holds its files, then again, timed, up
 * to its first answer.
 *
 * @param model open
 * @param seconds of the second opening, digests of all bytes included
 * @param peakBytes resident memory of the whole process at most while it was opened and answered,
 *     the mapped file included; none where the system does not tell
 */
record Loading(LanguageModel model, double seconds, OptionalLong peakBytes) {

  static Loading of(Path folder, ModelOptions options) {
    LanguageModel.open(folder, options).close();
    boolean fresh = ResidentMemory.resetPeak();
    long begun = System.nanoTime();
    LanguageModel model = LanguageModel.open(folder, options);
    double seconds = (System.nanoTime() - begun) / 1e9;
    try {
      Sampling one = Sampling.greedy(1);
      model.generate(
          new GenerationRequest(TokenSequence.ofIds(1, 2, 3), one, List.of()),
          token -> {},
          CancelSignal.NEVER);
      return new Loading(model, seconds, fresh ? ResidentMemory.peak() : OptionalLong.empty());
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  List<Measure> measures(long fileBytes, Targets targets) {
    List<Measure> measures = new ArrayList<>();
    measures.add(Measure.of("load.seconds", "load, files in the page cache", "s", seconds));
    measures.add(
        Measure.of("load.rate", "load, bytes of the files", "GB/s", fileBytes / seconds / 1e9)
            .against("1 GB/s", 1, targets.load()));
    peakBytes.ifPresent(peak ->
        measures.add(
            Measure.of("memory.peak", "peak resident memory, first answer", "MB", peak / 1e6)
                .within("size of the files", fileBytes / 1e6, targets.peak())));
    return measures;
  }
}
