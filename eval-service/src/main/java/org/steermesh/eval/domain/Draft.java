package org.steermesh.eval.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.Gate;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.Site;

/**
 * What a caller asks for, before its names are resolved.
 *
 * @param id wanted; empty lets the service choose
 * @param description for people
 * @param model {@code models/{model}}; empty is the one that generation-service hosts
 * @param plan what is steered, as asked
 * @param items on which questions
 * @param neutralTexts for perplexity
 * @param analysis how the numbers are summarised
 */
public record Draft(
    Optional<String> id,
    String description,
    String model,
    Plan plan,
    Declaration.Items items,
    List<String> neutralTexts,
    Declaration.Analysis analysis) {

  /**
   * A vector, as asked.
   *
   * @param label empty is made from the vector and its site
   * @param vector any name of a version
   * @param parameter what it varies
   * @param positions which tokens, of a dense vector
   * @param sparsePositions which tokens, of a sparse one; another only where no rule is named
   */
  public record Vector(
      String label,
      String vector,
      OptionalDouble parameter,
      Positions positions,
      Positions sparsePositions) {

    private Positions positions(Library.Version version) {
      return version.sparse() ? sparsePositions : positions;
    }
  }

  /** What is steered. */
  public sealed interface Plan {}

  /**
   * One vector.
   *
   * @param sites empty takes every site of the version
   */
  public record Sweep(Vector vector, List<Site> sites, List<Double> strengths) implements Plan {}

  /**
   * A vector at one site.
   *
   * @param site empty takes the version's default one
   * @param gate on which tokens; empty is all of its positions
   */
  public record Place(Vector vector, Optional<Site> site, Optional<Condition> gate) {}

  /**
   * A gate, as asked.
   *
   * @param path of its field, for errors
   * @param vector any name of a version
   * @param site empty takes the version's default one
   * @param feature as in {@link Gate}
   * @param threshold as in {@link Gate}
   * @param closing as in {@link Gate}
   */
  public record Condition(
      String path,
      String vector,
      Optional<Site> site,
      Optional<Integer> feature,
      float threshold,
      Gate.Closing closing) {}

  /**
   * Several vectors.
   *
   * @param parameter what the arms' parameters measure
   * @param topCount of how many features the share of the L1 norm is told
   */
  public record Comparison(List<Place> arms, List<Double> strengths, String parameter, int topCount)
      implements Plan {}

  /** Two vectors at once. */
  public record Composition(
      Place first,
      List<Double> firstStrengths,
      Place second,
      List<Double> secondStrengths,
      Declaration.Items secondItems)
      implements Plan {}

  /**
   * A study that steers with vectors.
   *
   * @param arms what steers
   * @param strengths how strongly
   * @param others vectors that the study needs besides
   * @param made the study of the resolved arms, and of the others in their order
   */
  public record Armed(
      List<Place> arms,
      List<Double> strengths,
      List<Place> others,
      BiFunction<Steering.Comparison, List<Arm>, Study> made)
      implements Plan {}

  /** A study, as asked; {@link Study#resolved} fills its names in. */
  public record Studied(Study study) implements Plan {}

  /**
   * Fills in what the names stand for.
   *
   * @param versions finds the version of a name
   * @throws SteermeshException VECTOR_OF_OTHER_MODEL if a version was read from another model,
   *     VECTOR_SITE_MISSING if it does not hold a site, SITE_REQUIRED if it has several and none is
   *     named, FIELD_INVALID if two arms have one label
   */
  public Declaration resolve(Library.Model model, Function<String, Library.Version> versions) {
    Steering steering =
        switch (plan) {
          case Sweep sweep -> {
            Library.Version version = version(model, versions, sweep.vector().vector());
            requireHeld(version, sweep.sites());
            yield new Steering.Sweep(
                model.name(),
                version.name(),
                sweep.sites().isEmpty() ? version.sites() : sweep.sites(),
                sweep.strengths(),
                sweep.vector().positions(version));
          }
          case Comparison comparison -> {
            List<Arm> arms = new ArrayList<>();
            comparison.arms().forEach(place -> arms.add(arm(model, versions, place)));
            requireDifferent(arms);
            yield new Steering.Comparison(
                model.name(), arms, comparison.strengths(), comparison.parameter());
          }
          case Composition composition -> {
            Arm first = arm(model, versions, composition.first());
            Arm second = arm(model, versions, composition.second());
            requireDifferent(List.of(first, second));
            yield new Steering.Composition(
                model.name(),
                first,
                composition.firstStrengths(),
                second,
                composition.secondStrengths(),
                composition.secondItems());
          }
          case Studied(Study study) -> study;
          case Armed armed -> armed(model, versions, armed);
        };
    return new Declaration(description, steering, items, neutralTexts, analysis);
  }

  /** Where the request holds what is asked, up to and including the last point. */
  public String field() {
    return switch (plan) {
      case Sweep _ -> "declaration.behaviour_sweep.";
      case Comparison _ -> "declaration.vector_comparison.items.";
      case Composition _ -> "declaration.composition.first_items.";
      case Studied _, Armed _ -> "declaration.";
    };
  }

  private static Study armed(
      Library.Model model, Function<String, Library.Version> versions, Armed armed) {
    List<Arm> arms = armed.arms().stream().map(each -> arm(model, versions, each)).toList();
    requireDifferent(arms);
    return armed
        .made()
        .apply(
            new Steering.Comparison(model.name(), arms, armed.strengths(), ""),
            armed.others().stream().map(each -> arm(model, versions, each)).toList());
  }

  private static Arm arm(
      Library.Model model, Function<String, Library.Version> versions, Place place) {
    Vector vector = place.vector();
    Library.Version version = version(model, versions, vector.vector());
    Site site = site(version, place.site());
    Optional<Gate> gate = place.gate().map(wanted -> gate(model, versions, wanted, site));
    String label =
        vector.label().isEmpty()
            ? inShort(version.name())
                + ", "
                + site
                + gate.map(each -> ", behind " + inShort(each)).orElse("")
            : vector.label();
    return new Arm(
        label, version.name(), site, vector.positions(version), vector.parameter(), gate);
  }

  private static String inShort(String version) {
    return version.replaceFirst("vectors/(.*)/versions/(.{12}).*", "$1@$2");
  }

  private static String inShort(Gate gate) {
    return inShort(gate.vector())
        + gate.feature().map(each -> "#" + each).orElse("")
        + " above "
        + gate.threshold();
  }

  private static Gate gate(
      Library.Model model,
      Function<String, Library.Version> versions,
      Condition wanted,
      Site acting) {
    Library.Version version = version(model, versions, wanted.vector());
    Site site = site(version, wanted.site());
    if (site.isAfter(acting)) {
      throw SteermeshException.ofField(
          wanted.path() + ".site",
          "the gate looks at " + site + ", which comes after " + acting + ", where the arm acts");
    }
    if (wanted.feature().isPresent() && !version.sparse()) {
      throw SteermeshException.ofField(
          ErrorReason.VECTOR_KIND_MISMATCH,
          wanted.path() + ".feature",
          version.name() + " is dense: it has no features");
    }
    return new Gate(version.name(), site, wanted.feature(), wanted.threshold(), wanted.closing());
  }

  private static Site site(Library.Version version, Optional<Site> wanted) {
    requireHeld(version, wanted.stream().toList());
    return wanted.or(version::defaultSite).orElseThrow(() -> siteRequired(version));
  }

  private static Library.Version version(
      Library.Model model, Function<String, Library.Version> versions, String name) {
    Library.Version version = versions.apply(name);
    if (!version.model().equals(model.fingerprint())) {
      throw new SteermeshException(
              ErrorReason.VECTOR_OF_OTHER_MODEL,
              version.name() + " was read from another model than " + model.name())
          .with(Map.of("version", version.name(), "model", model.name()));
    }
    return version;
  }

  private static void requireHeld(Library.Version version, List<Site> sites) {
    Set<Site> missing = new TreeSet<>(sites);
    version.sites().forEach(missing::remove);
    if (!missing.isEmpty()) {
      throw new SteermeshException(
              ErrorReason.VECTOR_SITE_MISSING,
              version.name() + " does not hold " + names(missing) + "; it holds " + held(version))
          .with("version", version.name());
    }
  }

  private static void requireDifferent(List<Arm> arms) {
    Set<String> labels = new TreeSet<>();
    for (Arm arm : arms) {
      if (!labels.add(arm.label())) {
        throw SteermeshException.ofField(
            "declaration.experiment",
            "two arms are called '" + arm.label() + "': each needs a label of its own");
      }
    }
  }

  private static SteermeshException siteRequired(Library.Version version) {
    return new SteermeshException(
            ErrorReason.SITE_REQUIRED,
            version.name() + " acts at several sites, name one: " + held(version))
        .with("version", version.name());
  }

  private static String held(Library.Version version) {
    return names(Set.copyOf(version.sites()));
  }

  private static String names(Set<Site> sites) {
    return sites.stream().sorted().map(Site::toString).collect(Collectors.joining(", "));
  }
}
