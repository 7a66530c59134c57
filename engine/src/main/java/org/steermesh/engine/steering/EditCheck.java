package org.steermesh.engine.steering;

import java.util.Map;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.decoder.Point;

/** Refuses edits that a model cannot carry out as asked. */
public final class EditCheck {

  private final int blocks;
  private final int width;

  /** Checks against a model of so many blocks and floats per activation. */
  public EditCheck(int blocks, int width) {
    this.blocks = blocks;
    this.width = width;
  }

  /** Refuses a block that the model does not have. */
  public void checkBlock(int block) {
    if (block < 0 || block >= blocks) {
      throw new EngineException(
          EngineReason.SITE_OUTSIDE_MODEL,
          "block " + block + " is outside the model; it has blocks 0 to " + (blocks - 1),
          Map.of("block", String.valueOf(block), "blocks", String.valueOf(blocks)));
    }
  }

  /** Refuses an edit with the reason that fits. */
  public void check(Edit edit) {
    checkBlock(edit.block());
    checkFinite("the strength", edit, edit.strength());
    switch (edit.operation()) {
      case Operation.Add add -> checkVector("the vector", edit, add.vector(), width);
      case Operation.AddEach add ->
          checkVector("the list of vectors", edit, add.vectors(), (long) add.positions() * width);
      case Operation.ProjectOut project -> checkDirection(edit, project.direction());
      case Operation.Clamp clamp -> {
        checkDirection(edit, clamp.direction());
        checkFinite("the value", edit, clamp.value());
      }
      case Operation.SparseAdd add -> checkSupport(edit, add.support());
      case Operation.SparseTopK add -> {
        checkSupport(edit, add.support());
        checkK(edit, add.k(), add.support().size());
      }
      case Operation.SparseClamp clamp -> checkSupport(edit, clamp.support());
    }
    if (edit.gate() != null) {
      check(edit, edit.gate());
    }
  }

  private void check(Edit edit, Gate gate) {
    checkBlock(gate.site().block());
    checkFinite("the gate's threshold", edit, gate.threshold());
    if (Float.isNaN(gate.closing()) || gate.closing() > gate.threshold()) {
      throw new EngineException(
          EngineReason.NOT_FINITE,
          edit
              + ": its gate closes at "
              + gate.closing()
              + "; at most the threshold, "
              + gate.threshold()
              + ", is allowed");
    }
    Point point = Edit.point(gate.site().target());
    boolean later = gate.site().block() > edit.block();
    if (later || (gate.site().block() == edit.block() && point.compareTo(edit.point()) > 0)) {
      throw new EngineException(
          EngineReason.GATE_TOO_DEEP,
          edit
              + ": its gate looks at "
              + gate.site()
              + ", which comes after it; a gate looks at the intervention's own site or before",
          Map.of("gate_block", String.valueOf(gate.site().block())));
    }
    switch (gate.condition()) {
      case Gate.Projection projection -> checkDirection(edit, projection.direction());
      case Gate.Feature feature -> checkFeature(edit, feature.support());
    }
  }

  private void checkFeature(Edit edit, SparseSupport support) {
    checkSupport(edit, support);
    if (support.size() != 1) {
      throw new EngineException(
          EngineReason.VECTOR_WIDTH_MISMATCH,
          edit + ": its gate has " + support.size() + " features; it looks at 1");
    }
  }

  private void checkDirection(Edit edit, float[] direction) {
    checkVector("the direction", edit, direction, width);
    if (Units.norm(direction) == 0) {
      throw new EngineException(
          EngineReason.VECTOR_ZERO, edit + ": the direction is zero; any other length is allowed");
    }
  }

  private void checkSupport(Edit edit, SparseSupport support) {
    int features = support.size();
    if (features == 0) {
      throw new EngineException(
          EngineReason.VECTOR_ZERO,
          edit + ": the support is empty; at least one feature is needed");
    }
    checkVector("the encoder", edit, support.encoder(), (long) features * width);
    checkVector("the decoder", edit, support.decoder(), (long) features * width);
    checkVector("the bias", edit, support.bias(), features);
    checkVector("the threshold", edit, support.threshold(), features);
    checkVector("the values", edit, support.values(), features);
    for (float threshold : support.threshold()) {
      if (threshold < 0) {
        throw new EngineException(
            EngineReason.CHECKPOINT_INVALID,
            edit + ": the threshold holds " + threshold + "; at least 0 is allowed");
      }
    }
  }

  private static void checkK(Edit edit, int k, int features) {
    if (k < 1 || k > features) {
      throw new EngineException(
          EngineReason.VECTOR_WIDTH_MISMATCH,
          edit
              + ": k is "
              + k
              + "; of "
              + features
              + " features 1 to "
              + features
              + " can be kept");
    }
  }

  private static void checkVector(String what, Edit edit, float[] vector, long expected) {
    if (vector.length != expected) {
      throw new EngineException(
          EngineReason.VECTOR_WIDTH_MISMATCH,
          edit + ": " + what + " has " + vector.length + " floats; the model needs " + expected,
          Map.of("width", String.valueOf(vector.length), "expected", String.valueOf(expected)));
    }
    for (float value : vector) {
      checkFinite(what, edit, value);
    }
  }

  private static void checkFinite(String what, Edit edit, float value) {
    if (!Float.isFinite(value)) {
      throw new EngineException(
          EngineReason.NOT_FINITE,
          edit + ": " + what + " holds " + value + "; only finite numbers are allowed");
    }
  }
}
