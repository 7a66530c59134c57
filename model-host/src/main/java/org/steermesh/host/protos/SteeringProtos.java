package org.steermesh.host.protos;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.engine.ModelDescription;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Target;

/** Sites and positions of {@code steermesh.type.v1}. */
public final class SteeringProtos {

  private SteeringProtos() {}

  /**
   * A site of the model.
   *
   * @param field the site's field in the request, for errors
   * @throws SteermeshException SITE_OUTSIDE_MODEL, FIELD_INVALID for an unknown target
   */
  public static Site site(String field, org.steermesh.type.v1.Site site, ModelDescription is) {
    int block = site.getBlock();
    int blocks = is.blocks();
    if (block < 0 || block >= blocks) {
      throw SteermeshException.ofField(
              ErrorReason.SITE_OUTSIDE_MODEL,
              field + ".block",
              "block %d is outside the model, which has blocks 0 to %d"
                  .formatted(block, blocks - 1))
          .with("block", Integer.toString(block))
          .with("blocks", Integer.toString(blocks));
    }
    return new Site(block, target(field + ".target", site.getTarget()));
  }

  /** A site that another service answered, of whatever model. */
  public static Site site(org.steermesh.type.v1.Site site) {
    return new Site(site.getBlock(), target("site.target", site.getTarget()));
  }

  /** Sites of the model, each named once. */
  public static List<Site> sites(
      String field, List<org.steermesh.type.v1.Site> sites, ModelDescription is) {
    List<Site> result = new ArrayList<>();
    Set<Site> seen = new HashSet<>();
    for (int i = 0; i < sites.size(); i++) {
      String element = field + "[" + i + "]";
      Site site = site(element, sites.get(i), is);
      if (!seen.add(site)) {
        throw SteermeshException.ofField(element, site + " is named twice");
      }
      result.add(site);
    }
    return List.copyOf(result);
  }

  /** A site in the contract's words. */
  public static org.steermesh.type.v1.Site toProto(Site site) {
    return org.steermesh.type.v1.Site.newBuilder()
        .setBlock(site.block())
        .setTarget(
            TypeProtos.target(org.steermesh.contract.type.Target.valueOf(site.target().name())))
        .build();
  }

  /**
   * A position rule with its arguments.
   *
   * @param field the positions' field in the request, for errors
   * @param unset the rule that an unset one means
   * @throws SteermeshException FIELD_INVALID for a missing argument, one of another rule, an index
   *     that no sequence of the model has, or an excluded span that is none
   */
  public static Positions positions(
      String field,
      org.steermesh.type.v1.Positions positions,
      PositionRule unset,
      ModelDescription is) {
    PositionRule rule = rule(field + ".rule", positions.getRule(), unset);
    requireIndices(field + ".indices", positions.getIndicesList(), is.context());
    requireWith(
        field + ".marker", rule, PositionRule.FROM_MARKER, !positions.getMarker().isEmpty());
    requireWith(field + ".indices", rule, PositionRule.INDICES, positions.getIndicesCount() > 0);
    return new Positions(
        rule,
        positions.getMarker(),
        positions.getIndicesList(),
        Set.copyOf(positions.getExcludedTokenIdsList()),
        SpanProtos.spans(field + ".excluded_spans", positions.getExcludedSpansList()));
  }

  private static void requireIndices(String field, List<Integer> indices, int context) {
    for (int i = 0; i < indices.size(); i++) {
      int index = indices.get(i);
      if (index < -context || index >= context) {
        throw SteermeshException.ofField(
            field + "[" + i + "]",
            "is %d; the model's context allows %d to %d".formatted(index, -context, context - 1));
      }
    }
  }

  private static void requireWith(
      String field, PositionRule rule, PositionRule needing, boolean set) {
    if (set != (rule == needing)) {
      throw SteermeshException.ofField(
          field,
          set
              ? "belongs to POSITION_RULE_%s, not to POSITION_RULE_%s".formatted(needing, rule)
              : "is required by POSITION_RULE_" + needing);
    }
  }

  /** A position rule of which none is meant when it is unset. */
  public static Positions requiredPositions(
      String field, org.steermesh.type.v1.Positions positions, ModelDescription is) {
    if (positions.getRule() == org.steermesh.type.v1.PositionRule.POSITION_RULE_UNSPECIFIED) {
      throw SteermeshException.ofField(field + ".rule", "is required");
    }
    return positions(field, positions, PositionRule.ALL, is);
  }

  private static PositionRule rule(
      String field, org.steermesh.type.v1.PositionRule rule, PositionRule unset) {
    return PositionRule.valueOf(
        TypeProtos.rule(field, rule, org.steermesh.contract.type.PositionRule.valueOf(unset.name()))
            .name());
  }

  private static Target target(String field, org.steermesh.type.v1.Target target) {
    return Target.valueOf(TypeProtos.target(field, target).name());
  }
}
