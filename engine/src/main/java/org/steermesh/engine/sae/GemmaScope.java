package org.steermesh.engine.sae;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Target;

/**
 * What the place of a Gemma Scope file says, {@code
 * [gemma-scope-2b-pt-res/]layer_12/width_16k/average_l0_82/params.npz}; the file itself says
 * nothing. Its layer L reads the output of block L.
 *
 * @param site empty where no folder says
 * @param modelName empty where no folder says
 * @param averageActive empty where no folder says
 */
record GemmaScope(Optional<Site> site, String modelName, OptionalDouble averageActive) {

  private static final Pattern LAYER = Pattern.compile("layer_(\\d{1,4})");
  private static final Pattern AVERAGE = Pattern.compile("average_l0_(\\d{1,6})");
  private static final Pattern RELEASE =
      Pattern.compile("gemma-scope-(2b|9b|27b)-(pt|it)-([a-z]+)(-.*)?");

  /**
   * Reads the names of the folders above a file.
   *
   * @throws EngineException for a release that reads what is no site
   */
  static GemmaScope of(Path file) {
    Optional<Integer> block = Optional.empty();
    Target target = Target.RESIDUAL;
    String model = "";
    OptionalDouble average = OptionalDouble.empty();
    for (Path folder : file.toAbsolutePath().normalize()) {
      String name = folder.toString();
      Matcher release = RELEASE.matcher(name);
      if (release.matches()) {
        model = "gemma-2-" + release.group(1) + (release.group(2).equals("it") ? "-it" : "");
        target = target(name, release.group(3));
      }
      Matcher layer = LAYER.matcher(name);
      if (layer.matches()) {
        block = Optional.of(Integer.parseInt(layer.group(1)));
      }
      Matcher active = AVERAGE.matcher(name);
      if (active.matches()) {
        average = OptionalDouble.of(Integer.parseInt(active.group(1)));
      }
    }
    Target read = target;
    return new GemmaScope(block.map(l -> new Site(l, read)), model, average);
  }

  private static Target target(String release, String part) {
    return switch (part) {
      case "res" -> Target.RESIDUAL;
      case "mlp" -> Target.MLP;
      default ->
          throw new EngineException(
              EngineReason.ARCHITECTURE_UNSUPPORTED,
              release + " reads what is no site; of Gemma Scope the releases -res and -mlp do");
    };
  }
}
