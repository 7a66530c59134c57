package org.steermesh.contract.protos;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.steermesh.contract.VersionReference;
import org.steermesh.type.v1.Add;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.VectorRef;

/**
 * A vector with its strength, as a person types it: {@code
 * NAME[@ALIAS|@DIGEST][:BLOCK[/TARGET]]:STRENGTH}.
 *
 * @param vector resource name of the vector or version
 * @param site where it acts; empty takes the default site of the version
 * @param strength lambda, finite
 */
public record SteerSpec(String vector, Optional<Site> site, float strength) {

  private static final Pattern SPEC =
      Pattern.compile(
          "([a-z][a-z0-9-]*(?:@[a-z0-9-]+)?)(?::(\\d+(?:/[a-z_]+)?))?"
              + ":([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)");

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException with what is allowed, if it cannot be read
   */
  public static SteerSpec parse(String text) {
    Matcher matcher = SPEC.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not of the form NAME[@ALIAS|@DIGEST][:BLOCK]:STRENGTH with a finite strength,"
              + " for example cheerful:1.5 or cheerful@live:3:-2");
    }
    float strength = Float.parseFloat(matcher.group(3));
    if (!Float.isFinite(strength)) {
      throw new IllegalArgumentException("strength " + matcher.group(3) + " is not finite");
    }
    return new SteerSpec(
        VersionReference.named(matcher.group(1)),
        Optional.ofNullable(matcher.group(2)).map(Sites::parse),
        strength);
  }

  /** The intervention it asks for: strength times the vector is added. */
  public Intervention toProto() {
    Intervention.Builder intervention =
        Intervention.newBuilder()
            .setVector(VectorRef.newBuilder().setName(vector))
            .setAdd(Add.getDefaultInstance())
            .setStrength(strength);
    site.ifPresent(intervention::addSites);
    return intervention.build();
  }
}
