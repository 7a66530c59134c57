package org.steermesh.vector.api;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.AliasName;
import org.steermesh.contract.EvaluationName;
import org.steermesh.contract.ResourceId;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VectorName;
import org.steermesh.contract.VersionName;
import org.steermesh.vector.domain.AliasMove;
import org.steermesh.vector.domain.Evidence;
import org.steermesh.vector.domain.VectorAliases;
import org.steermesh.vector.domain.VectorLifecycle;
import org.steermesh.vector.domain.VersionState;
import org.steermesh.vector.v1.AliasChange;
import org.steermesh.vector.v1.SetAliasRequest;
import org.steermesh.vector.v1.SetVersionStateRequest;
import org.steermesh.vector.v1.SideEffect;

/** Translates what changes while versions stay: aliases, states, tags, descriptions. */
final class LifecycleProtos {

  private static final int LONGEST_NAME = 128;
  private static final int MOST_EFFECTS = 64;
  private static final int MOST_TAGS = 32;
  private static final int LONGEST_DESCRIPTION = 4096;

  private LifecycleProtos() {}

  static VectorAliases.Wish wish(SetAliasRequest request) {
    AliasName alias = AliasName.parse("name", request.getName());
    VersionName target =
        request.getVersion().isEmpty() ? null : versionOf(alias, "version", request.getVersion());
    VersionState required = state("required_state", request.getRequiredState()).orElse(null);
    if (target == null && required != null) {
      throw SteermeshException.ofField("required_state", "is not for removing an alias");
    }
    return new VectorAliases.Wish(
        alias,
        target,
        expectation(alias, request.hasExpectedVersion(), request.getExpectedVersion()),
        required,
        actor(request.getActor()));
  }

  static AliasMove.Expectation expectation(AliasName alias, boolean given, String expected) {
    if (!given) {
      return new AliasMove.Expectation.Anywhere();
    }
    return expected.isEmpty()
        ? new AliasMove.Expectation.Nowhere()
        : new AliasMove.Expectation.At(versionOf(alias, "expected_version", expected).digest());
  }

  /** A version that must be of the vector whose alias is moved. */
  private static VersionName versionOf(AliasName alias, String field, String text) {
    VersionName version = VersionName.parse(field, text);
    if (!version.vector().equals(alias.vector())) {
      throw SteermeshException.ofField(
          field, "%s is a version of another vector than %s".formatted(version, alias));
    }
    return version;
  }

  static String actor(String sent) {
    return name("actor", sent, 0);
  }

  private static String name(String field, String text, int shortest) {
    if (text.length() < shortest
        || text.length() > LONGEST_NAME
        || text.chars().anyMatch(Character::isISOControl)) {
      throw SteermeshException.ofField(
          field,
          "must have %d to %d characters, none of control".formatted(shortest, LONGEST_NAME));
    }
    return text;
  }

  static AliasChange change(VectorName vector, org.steermesh.vector.domain.AliasChange change) {
    return AliasChange.newBuilder()
        .setAlias(new AliasName(vector, change.alias()).toString())
        .setFromVersion(version(vector, change.from()))
        .setToVersion(version(vector, change.to()))
        .setChangeTime(DatasetProtos.timestamp(change.time()))
        .setActor(change.actor())
        .setRollback(change.rollback())
        .build();
  }

  private static String version(VectorName vector, String digest) {
    return digest.isEmpty() ? "" : new VersionName(vector, digest).toString();
  }

  static VectorLifecycle.Step step(SetVersionStateRequest request) {
    VersionState state =
        state("state", request.getState())
            .orElseThrow(() -> SteermeshException.ofField("state", "is required"));
    return new VectorLifecycle.Step(
        state,
        state("expected_state", request.getExpectedState()).orElse(null),
        request.hasEvidence() ? evidence(request.getEvidence()) : null,
        actor(request.getActor()));
  }

  private static Evidence evidence(org.steermesh.vector.v1.Evidence sent) {
    List<SideEffect> effects = sent.getSideEffectsList();
    if (effects.isEmpty() || effects.size() > MOST_EFFECTS) {
      throw SteermeshException.ofField(
          "evidence.side_effects",
          "%d side effects: 1 to %d are allowed".formatted(effects.size(), MOST_EFFECTS));
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < effects.size(); i++) {
      String field = "evidence.side_effects[" + i + "]";
      SideEffect effect = effects.get(i);
      if (!names.add(name(field + ".name", effect.getName(), 1))) {
        throw SteermeshException.ofField(field + ".name", "is named twice");
      }
      if (!Double.isFinite(effect.getChange())
          || !Double.isFinite(effect.getLimit())
          || effect.getLimit() < 0) {
        throw SteermeshException.ofField(
            field, "change and limit must be finite, and the limit 0 or more");
      }
    }
    return new Evidence(
        EvaluationName.parse("evidence.evaluation", sent.getEvaluation()).toString(),
        effects.stream()
            .map(each -> new Evidence.SideEffect(each.getName(), each.getChange(), each.getLimit()))
            .toList());
  }

  static org.steermesh.vector.v1.Evidence evidence(Evidence evidence) {
    var sent = org.steermesh.vector.v1.Evidence.newBuilder().setEvaluation(evidence.evaluation());
    for (Evidence.SideEffect effect : evidence.sideEffects()) {
      sent.addSideEffectsBuilder()
          .setName(effect.name())
          .setChange(effect.change())
          .setLimit(effect.limit());
    }
    return sent.build();
  }

  static SortedSet<String> tags(String field, List<String> sent) {
    if (sent.size() > MOST_TAGS) {
      throw SteermeshException.ofField(
          field, "%d tags: at most %d are allowed".formatted(sent.size(), MOST_TAGS));
    }
    sent.forEach(tag -> ResourceId.check(field, tag));
    return new TreeSet<>(sent);
  }

  static String description(String sent) {
    if (sent.length() > LONGEST_DESCRIPTION
        || sent.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
      throw SteermeshException.ofField(
          "description",
          "must have at most %d characters, none of control but line ends and tabs"
              .formatted(LONGEST_DESCRIPTION));
    }
    return sent;
  }

  /** A state that a caller sent; empty if unset. */
  static Optional<VersionState> state(String field, org.steermesh.vector.v1.VersionState sent) {
    @Nullable VersionState state =
        switch (sent) {
          case VERSION_STATE_UNSPECIFIED -> null;
          case VERSION_STATE_CANDIDATE -> VersionState.CANDIDATE;
          case VERSION_STATE_EVALUATED -> VersionState.EVALUATED;
          case VERSION_STATE_LIVE -> VersionState.LIVE;
          case VERSION_STATE_RETIRED -> VersionState.RETIRED;
          case UNRECOGNIZED ->
              throw SteermeshException.ofField(field, "is none of the values of VersionState");
        };
    return Optional.ofNullable(state);
  }

  static org.steermesh.vector.v1.VersionState state(VersionState state) {
    return org.steermesh.vector.v1.VersionState.valueOf("VERSION_STATE_" + state.name());
  }
}
