package org.steermesh.vector.domain;

import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.SaeName;
import org.steermesh.contract.type.FeatureRows;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;

/** Asks the service that hosts the model. */
public interface ActivationReader {

  /**
   * Describes the model of a name, or the hosted one when the name is empty.
   *
   * @throws org.steermesh.contract.SteermeshException MODEL_NOT_FOUND, DEPENDENCY_UNAVAILABLE
   */
  ModelFacts describe(String model);

  /**
   * Describes a sparse autoencoder that can be used with the hosted model.
   *
   * @throws org.steermesh.contract.SteermeshException SAE_NOT_FOUND, SAE_INVALID,
   *     SAE_OF_OTHER_MODEL, DEPENDENCY_UNAVAILABLE
   */
  SaeFacts describe(SaeName sae);

  /**
   * Rows of a sparse autoencoder.
   *
   * @param features ascending, each once, at least one, at most {@link RowBlock#rowsPerBlock}
   * @throws org.steermesh.contract.SteermeshException what the service refuses
   */
  FeatureRows rows(SaeFacts sae, int[] features);

  /**
   * The features whose decoder rows lie nearest to a direction or its opposite.
   *
   * @param direction finite, not zero, as wide as the autoencoder
   * @param most how many, 1 to 1000
   * @throws org.steermesh.contract.SteermeshException what the service refuses
   */
  NearFeatures nearest(SaeFacts sae, float[] direction, int most);

  /**
   * What to read.
   *
   * @param model {@code models/{model}}
   * @param sites where
   * @param positions which tokens
   * @param layout how the prompt of each example is shown
   * @param sae {@code saes/{sae}} whose features are counted at the only site; null for none
   */
  record Reading(
      String model,
      List<Site> sites,
      Positions positions,
      PromptLayout layout,
      @Nullable String sae) {}

  /**
   * What was read.
   *
   * @param model the model that was read
   * @param sites one per site, in the order asked
   * @param sae the autoencoder that was used, with its digest; null where none was asked for
   */
  record Summary(ModelFacts model, List<SiteStatistics> sites, @Nullable SaeFacts sae) {}

  /**
   * Reduces the activations of labelled examples, all sites in one pass.
   *
   * @param examples taken no faster than they are computed
   * @param cancelled asked while waiting; true ends the call
   * @throws org.steermesh.contract.SteermeshException CANCELLED, and what the service refuses
   */
  Summary summarize(Reading reading, Iterator<LabelledExample> examples, BooleanSupplier cancelled);
}
