package org.steermesh.engine.sae;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Target;

/** Sites as TransformerLens and Hugging Face name them. */
final class HookName {

  private static final Pattern LENS =
      Pattern.compile("blocks\\.(\\d{1,4})\\.hook_(resid_post|resid_pre|attn_out|mlp_out)");
  private static final Pattern MODULE = Pattern.compile("model\\.layers\\.(\\d{1,4})");

  private HookName() {}

  /**
   * The site of a hook.
   *
   * @throws EngineException for a place that is no site, or a name that is not understood
   */
  static Site site(String hook) {
    Matcher module = MODULE.matcher(hook);
    if (module.matches()) {
      return new Site(Integer.parseInt(module.group(1)), Target.RESIDUAL);
    }
    Matcher lens = LENS.matcher(hook);
    if (!lens.matches()) {
      throw unknown(hook);
    }
    int block = Integer.parseInt(lens.group(1));
    return switch (lens.group(2)) {
      case "resid_post" -> new Site(block, Target.RESIDUAL);
      case "attn_out" -> new Site(block, Target.ATTENTION);
      case "mlp_out" -> new Site(block, Target.MLP);
      // What goes into a block is what the one before gives.
      default -> {
        if (block == 0) {
          throw unknown(hook);
        }
        yield new Site(block - 1, Target.RESIDUAL);
      }
    };
  }

  private static EngineException unknown(String hook) {
    return new EngineException(
        EngineReason.ARCHITECTURE_UNSUPPORTED,
        "cfg.json: hook_name '"
            + hook
            + "' is no site; allowed are blocks.L.hook_resid_post, hook_resid_pre of a block above"
            + " 0, hook_attn_out, hook_mlp_out, and model.layers.L");
  }
}
