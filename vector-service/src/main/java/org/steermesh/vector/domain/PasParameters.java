package org.steermesh.vector.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;
import org.steermesh.vector.domain.task.TaskView;

/**
 * How vectors of painless activation steering are made.
 *
 * @param view whose training part is used
 * @param methods what is built from the same passes; the first gives the vector's newest version
 * @param prefix put before every prompt when the model answers; may be empty
 * @param labelShuffleSeed shuffles the right answers among the items; null leaves them
 */
public record PasParameters(
    TaskView view, List<BuildMethod> methods, String prefix, @Nullable Long labelShuffleSeed) {

  /**
   * Where a vector that acts at a site is read: under the published protocol, the residual at the
   * input of the block, which is the output of the block before.
   */
  public static Site readSite(TaskView.Protocol protocol, Site acts) {
    return protocol == TaskView.Protocol.PAPER && acts.target() == Target.RESIDUAL
        ? new Site(acts.block() - 1, Target.RESIDUAL)
        : acts;
  }
}
