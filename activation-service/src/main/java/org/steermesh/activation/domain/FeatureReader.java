package org.steermesh.activation.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.CapturedActivations;
import org.steermesh.engine.sae.ActiveFeatures;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.engine.steering.Site;

/**
 * Reads the features of examples.
 *
 * @param reader of the only site
 * @param sae that encodes its activations
 */
public record FeatureReader(ExampleReader reader, SparseAutoencoder sae) {

  /**
   * What came of a batch.
   *
   * @param encoded the examples before the first bad one, in order
   * @param refusal why the first bad one cannot be read, naming it; empty when there is none
   */
  public record Batch(List<EncodedExample> encoded, Optional<SteermeshException> refusal) {}

  /** Reads a batch of examples in one go. Belongs on a model thread. */
  public Batch read(List<Example> examples, CancelSignal cancel) {
    ExampleReader.Batch batch = reader.read(examples, cancel);
    Site site = reader.sites().getFirst();
    List<float[]> rows = new ArrayList<>();
    for (CapturedActivations captured : batch.read()) {
      rows.addAll(List.of(captured.activations().getOrDefault(site, new float[0][])));
    }
    ActiveFeatures active = encode(rows);
    List<EncodedExample> encoded = new ArrayList<>();
    int row = 0;
    for (int i = 0; i < batch.read().size(); i++) {
      int[] positions = batch.read().get(i).positions();
      Example example = examples.get(i);
      encoded.add(
          new EncodedExample(
              example.id(), example.input().encode(reader.model()), positions, active, row));
      row += positions.length;
    }
    return new Batch(encoded, batch.refusal());
  }

  private ActiveFeatures encode(List<float[]> rows) {
    int width = sae.description().width();
    float[] activations = new float[Math.multiplyExact(rows.size(), width)];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, activations, i * width, width);
    }
    return sae.encode(activations, rows.size());
  }
}
