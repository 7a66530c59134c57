package org.steermesh.contract.protos;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.Target;

/** Sites as a person types them: {@code 3} or {@code 3/mlp}. */
public final class Sites {

  private static final Pattern SITE =
      Pattern.compile("(\\d{1,4})(?:/(residual|attention|mlp|mlp_input))?");

  private Sites() {}

  /**
   * Reads {@code BLOCK[/TARGET]}.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public static Site parse(String text) {
    Matcher matcher = SITE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a site: BLOCK, or BLOCK/TARGET with residual, attention, mlp or"
              + " mlp_input, for example 3 or 3/mlp");
    }
    String target = matcher.group(2) == null ? "residual" : matcher.group(2);
    return Site.newBuilder()
        .setBlock(Integer.parseInt(matcher.group(1)))
        .setTarget(Target.valueOf("TARGET_" + target.toUpperCase(Locale.ROOT)))
        .build();
  }

  /** The site as {@link #parse} reads it; the residual target is left out. */
  public static String show(Site site) {
    return switch (site.getTarget()) {
      case TARGET_RESIDUAL, TARGET_UNSPECIFIED, UNRECOGNIZED -> Integer.toString(site.getBlock());
      case TARGET_ATTENTION -> site.getBlock() + "/attention";
      case TARGET_MLP -> site.getBlock() + "/mlp";
      case TARGET_MLP_INPUT -> site.getBlock() + "/mlp_input";
    };
  }
}
