package org.steermesh.cli.client;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.steermesh.contract.protos.Sites;
import org.steermesh.eval.v1.Arm;
import org.steermesh.type.v1.Gate;
import org.steermesh.type.v1.Positions;
import org.steermesh.type.v1.Site;

/**
 * One vector of an experiment: {@code [LABEL=]NAME[@ALIAS|@DIGEST][:BLOCK[/TARGET]][,VALUE]}.
 *
 * @param label for people; empty lets the service make one
 * @param vector resource name of the vector or version
 * @param site where it acts; empty takes the default site of the version
 * @param value what it varies, such as its tau
 */
public record ArmSpec(String label, String vector, Optional<Site> site, OptionalDouble value) {

  private static final Pattern SPEC =
      Pattern.compile(
          "(?:([^=]+)=)?([a-z][a-z0-9-]*(?:@[a-z0-9-]+)?)(?::(\\d+(?:/[a-z_]+)?))?"
              + "(?:,([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?))?");

  /**
   * Reads the option's value.
   *
   * @throws IllegalArgumentException with what is allowed, if it cannot be read
   */
  public static ArmSpec parse(String text) {
    Matcher matcher = SPEC.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not of the form [LABEL=]NAME[@ALIAS|@DIGEST][:BLOCK][,VALUE], for example"
              + " cheerful@live or 'tau 0.7=cheerful@1a2b3c4d:2,0.7'");
    }
    return new ArmSpec(
        matcher.group(1) == null ? "" : matcher.group(1).strip(),
        Names.vector(matcher.group(2)),
        Optional.ofNullable(matcher.group(3)).map(Sites::parse),
        matcher.group(4) == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(Double.parseDouble(matcher.group(4))));
  }

  /** The arm it asks for, at these positions and behind this gate. */
  public Arm toProto(Optional<Positions> positions, Optional<Gate> gate) {
    Arm.Builder arm = Arm.newBuilder().setLabel(label).setVector(vector);
    site.ifPresent(arm::setSite);
    value.ifPresent(arm::setParameter);
    positions.ifPresent(arm::setPositions);
    gate.ifPresent(arm::setGate);
    return arm.build();
  }
}
