package org.steermesh.cli.client;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.steermesh.contract.protos.Sites;
import org.steermesh.type.v1.Gate;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.VectorRef;

/**
 * One {@code --gate} value: {@code NAME[@ALIAS|@DIGEST][#FEATURE][:BLOCK[/TARGET]]:THRESHOLD}.
 *
 * @param vector resource name of the vector or version
 * @param feature of a sparse vector; empty looks along the vector's direction
 * @param site where it is looked for; empty takes the default site of the version
 * @param threshold above which tokens are steered, finite
 */
public record GateSpec(
    String vector, Optional<Integer> feature, Optional<Site> site, float threshold) {

  private static final Pattern SPEC =
      Pattern.compile(
          "([a-z][a-z0-9-]*(?:@[a-z0-9-]+)?)(?:#(\\d{1,8}))?(?::(\\d+(?:/[a-z_]+)?))?"
              + ":([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)");

  /**
   * Reads the option's value.
   *
   * @throws IllegalArgumentException with what is allowed, if it cannot be read
   */
  public static GateSpec parse(String text) {
    Matcher matcher = SPEC.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not of the form NAME[@ALIAS|@DIGEST][#FEATURE][:BLOCK]:THRESHOLD with a finite"
              + " threshold, for example bold:1.5 or bold@live#272:0.5");
    }
    float threshold = Float.parseFloat(matcher.group(4));
    if (!Float.isFinite(threshold)) {
      throw new IllegalArgumentException("threshold " + matcher.group(4) + " is not finite");
    }
    return new GateSpec(
        Names.vector(matcher.group(1)),
        Optional.ofNullable(matcher.group(2)).map(Integer::valueOf),
        Optional.ofNullable(matcher.group(3)).map(Sites::parse),
        threshold);
  }

  /** The gate it asks for. */
  public Gate toProto() {
    Gate.Builder gate =
        Gate.newBuilder().setVector(VectorRef.newBuilder().setName(vector)).setThreshold(threshold);
    feature.ifPresent(gate::setFeature);
    site.ifPresent(gate::setSite);
    return gate.build();
  }
}
