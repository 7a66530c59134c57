package org.steermesh.cli.client;

import org.steermesh.eval.v1.PasPart;
import org.steermesh.eval.v1.PasResult;

/** What kinds of work took of an evaluation of painless activation steering. */
public final class PasSeconds {

  private PasSeconds() {}

  /** Wall-clock seconds of one kind of work over all seeds; 0 where none was done. */
  public static double of(PasResult result, String label) {
    return result.getCost().getPartsList().stream()
        .filter(part -> part.getLabel().equals(label))
        .mapToDouble(PasPart::getSeconds)
        .sum();
  }
}
