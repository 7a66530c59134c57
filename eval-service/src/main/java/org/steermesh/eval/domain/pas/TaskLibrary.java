package org.steermesh.eval.domain.pas;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.PasFinding;
import org.steermesh.eval.domain.PasStudy;

/** Labelled items as a seed shows them, and the vectors made from them. */
public interface TaskLibrary {

  /**
   * How the items of a data set are split and shown.
   *
   * @param dataset {@code datasets/{dataset}}
   * @param protocol how splits and permutations are made
   * @param seed of both
   * @param split sizes of the parts
   */
  record View(String dataset, PasStudy.Protocol protocol, long seed, PasStudy.Split split) {}

  /**
   * One item.
   *
   * @param index in its data set
   * @param prompt the whole text, up to where the letter follows
   * @param letters of the choices, as shown
   * @param gold index of the right one
   * @param attributes what else is known of it
   */
  record Item(
      long index, String prompt, List<String> letters, int gold, Map<String, String> attributes) {

    /** The right letter. */
    public String goldLetter() {
      return letters.get(gold);
    }
  }

  /**
   * The items of one part.
   *
   * @param items in order
   * @param train items of the training part
   * @param validation items of the validation part
   * @param test items of the test part
   */
  record Items(List<Item> items, int train, int validation, int test) {}

  /**
   * Vectors to build in one go.
   *
   * @param vectorId last part of {@code vectors/{vector}}
   * @param model {@code models/{model}}
   * @param view its training part is used
   * @param methods a version each
   * @param sites where they act
   * @param prefix what stands before every question when the model answers; may be empty
   * @param shuffleSeed shuffles the labels; empty leaves them
   * @param rendering how prompts are shown
   */
  record Order(
      String vectorId,
      String model,
      View view,
      List<PasStudy.Method> methods,
      List<Site> sites,
      String prefix,
      Optional<Long> shuffleSeed,
      PromptLayout.Rendering rendering) {}

  /** Reads one part. */
  Items items(View view, PasStudy.Part part);

  /**
   * Builds vectors; the same order gives the same versions. A method with an empty side is missing.
   */
  PasFinding.Vectors build(Order order, Cancellation cancellation);

  /** The values of a version at one site. */
  float[] values(String version, Site site);
}
