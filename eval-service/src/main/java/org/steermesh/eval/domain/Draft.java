package org.steermesh.eval.domain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.Site;

/**
 * What a caller asks for, before its names are resolved.
 *
 * @param id wanted; empty lets the service choose
 * @param description for people
 * @param steering as asked
 * @param items on which questions
 * @param neutralTexts for perplexity
 * @param analysis how the numbers are summarised
 */
public record Draft(
    Optional<String> id,
    String description,
    Steering steering,
    Declaration.Items items,
    List<String> neutralTexts,
    Declaration.Analysis analysis) {

  /**
   * What is added to the model, as asked.
   *
   * @param model {@code models/{model}}; empty is the one that generation-service hosts
   * @param vector any name of a version
   * @param sites empty takes every site of the version
   * @param strengths the lambdas
   * @param positions which tokens, of a dense vector
   * @param sparsePositions which tokens, of a sparse one; another only where no rule is named
   */
  public record Steering(
      String model,
      String vector,
      List<Site> sites,
      List<Double> strengths,
      Positions positions,
      Positions sparsePositions) {}

  /**
   * Fills in what the names stand for.
   *
   * @throws SteermeshException VECTOR_OF_OTHER_MODEL if the version was read from another model,
   *     VECTOR_SITE_MISSING if it does not hold a site
   */
  public Declaration resolve(Library.Model model, Library.Version version) {
    if (!version.model().equals(model.fingerprint())) {
      throw new SteermeshException(
              ErrorReason.VECTOR_OF_OTHER_MODEL,
              version.name() + " was read from another model than " + model.name())
          .with(Map.of("version", version.name(), "model", model.name()));
    }
    Set<Site> missing = new TreeSet<>(steering.sites());
    version.sites().forEach(missing::remove);
    if (!missing.isEmpty()) {
      throw new SteermeshException(
              ErrorReason.VECTOR_SITE_MISSING,
              version.name() + " does not hold " + names(missing) + "; it holds " + held(version))
          .with("version", version.name());
    }
    return new Declaration(
        description,
        new Declaration.Steering(
            model.name(),
            version.name(),
            steering.sites().isEmpty() ? version.sites() : steering.sites(),
            steering.strengths(),
            version.sparse() ? steering.sparsePositions() : steering.positions()),
        items,
        neutralTexts,
        analysis);
  }

  private static String held(Library.Version version) {
    return names(Set.copyOf(version.sites()));
  }

  private static String names(Set<Site> sites) {
    return sites.stream().sorted().map(Site::toString).collect(Collectors.joining(", "));
  }
}
