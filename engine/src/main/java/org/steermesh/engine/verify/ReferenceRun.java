package org.steermesh.engine.verify;

import java.util.List;
import org.steermesh.engine.steering.Edit;

/**
 * One run of a reference case.
 *
 * @param name as its file names it: {@code ref/run_NAME.safetensors}
 * @param prompt token ids of the prompt pass
 * @param greedy the likeliest tokens that follow, each fed back
 * @param edits in order of action; none for an unsteered run
 */
public record ReferenceRun(String name, int[] prompt, int[] greedy, List<Edit> edits) {

  /** Copies the list. */
  public ReferenceRun {
    edits = List.copyOf(edits);
  }

  @Override
  public String toString() {
    return name;
  }
}
