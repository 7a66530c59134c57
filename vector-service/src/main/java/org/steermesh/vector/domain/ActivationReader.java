package org.steermesh.vector.domain;

import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
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
   * What to read.
   *
   * @param model {@code models/{model}}
   * @param sites where
   * @param positions which tokens
   * @param layout how the prompt of each example is shown
   */
  record Reading(String model, List<Site> sites, Positions positions, PromptLayout layout) {}

  /**
   * What was read.
   *
   * @param model the model that was read
   * @param sites one per site, in the order asked
   */
  record Summary(ModelFacts model, List<SiteStatistics> sites) {}

  /**
   * Reduces the activations of labelled examples, all sites in one pass.
   *
   * @param examples taken no faster than they are computed
   * @param cancelled asked while waiting; true ends the call
   * @throws org.steermesh.contract.SteermeshException CANCELLED, and what the service refuses
   */
  Summary summarize(Reading reading, Iterator<LabelledExample> examples, BooleanSupplier cancelled);
}
