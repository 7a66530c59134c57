package org.steermesh.vector.api;

import com.google.protobuf.util.Durations;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.AliasName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VectorName;
import org.steermesh.vector.domain.PruneVerdict;
import org.steermesh.vector.domain.VectorCatalog;
import org.steermesh.vector.domain.VectorPruning;
import org.steermesh.vector.v1.PruneVersionsRequest;
import org.steermesh.vector.v1.PrunedVersion;

/** Translates the pruning of vectors. */
final class PruneProtos {

  private PruneProtos() {}

  static VectorPruning.Rule rule(PruneVersionsRequest request) {
    if (request.getKeepNewest() < 0) {
      throw SteermeshException.ofField(
          "keep_newest", request.getKeepNewest() + " is negative: it must be 0 or more");
    }
    if (request.getKeepNewest() == 0 && !request.hasKeepYoungerThan()) {
      throw SteermeshException.ofField(
          "keep_newest", "one of keep_newest and keep_younger_than is required");
    }
    return new VectorPruning.Rule(request.getKeepNewest(), age(request), request.getDryRun());
  }

  private static @Nullable Duration age(PruneVersionsRequest request) {
    if (!request.hasKeepYoungerThan()) {
      return null;
    }
    var age = request.getKeepYoungerThan();
    if (!Durations.isValid(age) || !Durations.isPositive(age)) {
      throw SteermeshException.ofField("keep_younger_than", "must be more than 0");
    }
    return Duration.ofSeconds(age.getSeconds(), age.getNanos());
  }

  static PrunedVersion version(VectorPruning.Pruned pruned) {
    PrunedVersion.Builder sent =
        PrunedVersion.newBuilder()
            .setVersion(VectorCatalog.nameOf(pruned.version()).toString())
            .setCreateTime(DatasetProtos.timestamp(pruned.version().createTime()));
    switch (pruned.verdict()) {
      case PruneVerdict.Removed _ ->
          sent.setVerdict(org.steermesh.vector.v1.PruneVerdict.PRUNE_VERDICT_REMOVED);
      case PruneVerdict.Newest _ ->
          sent.setVerdict(org.steermesh.vector.v1.PruneVerdict.PRUNE_VERDICT_NEWEST);
      case PruneVerdict.Young _ ->
          sent.setVerdict(org.steermesh.vector.v1.PruneVerdict.PRUNE_VERDICT_YOUNG);
      case PruneVerdict.Live _ ->
          sent.setVerdict(org.steermesh.vector.v1.PruneVerdict.PRUNE_VERDICT_LIVE);
      case PruneVerdict.Named(List<String> aliases) ->
          sent.setVerdict(org.steermesh.vector.v1.PruneVerdict.PRUNE_VERDICT_ALIAS)
              .addAllUsers(names(new VectorName(pruned.version().vectorId()), aliases));
      case PruneVerdict.Parent(List<String> children) ->
          sent.setVerdict(org.steermesh.vector.v1.PruneVerdict.PRUNE_VERDICT_PARENT)
              .addAllUsers(children);
    }
    return sent.build();
  }

  private static List<String> names(VectorName vector, List<String> aliases) {
    return aliases.stream().map(alias -> new AliasName(vector, alias).toString()).toList();
  }
}
