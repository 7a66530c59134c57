package org.steermesh.vector.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.FieldViolation;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.PositionRule;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.vector.domain.BuildMethod;
import org.steermesh.vector.domain.PasParameters;
import org.steermesh.vector.domain.PasRecipe;
import org.steermesh.vector.v1.BuildVectorRequest;
import org.steermesh.vector.v1.TaskProtocol;

/** Translates what only painless activation steering has. */
final class PasProtos {

  private static final int LONGEST_PREFIX = 1 << 20;

  private PasProtos() {}

  /** The parameters of a painless method; null for others, which must not have any. */
  static @Nullable PasParameters parameters(BuildVectorRequest request) {
    BuildMethod method = VectorProtos.method(request.getMethod());
    if (!method.isPainless()) {
      if (request.hasPas()) {
        throw SteermeshException.ofField("pas", "is not for method " + method.title());
      }
      return null;
    }
    checkAbsent(request);
    var sent = request.getPas();
    if (sent.getPrefix().length() > LONGEST_PREFIX) {
      throw SteermeshException.ofField(
          "pas.prefix",
          "%d characters: at most %d are allowed"
              .formatted(sent.getPrefix().length(), LONGEST_PREFIX));
    }
    if (sent.hasLabelShuffleSeed()) {
      TaskProtos.checkSeed("pas.label_shuffle_seed", sent.getLabelShuffleSeed());
    }
    return new PasParameters(
        TaskProtos.view("pas.view", sent.getView()),
        methods(method, sent.getMoreMethodsList()),
        sent.getPrefix(),
        sent.hasLabelShuffleSeed() ? sent.getLabelShuffleSeed() : null);
  }

  /** What the prompts of painless steering settle themselves. */
  private static void checkAbsent(BuildVectorRequest request) {
    List<FieldViolation> violations = new ArrayList<>();
    if (request.getFirstItem() != 0 || request.getItemCount() != 0) {
      violations.add(
          new FieldViolation("first_item", "the view chooses the items; leave the range out"));
    }
    if (!request.getLayout().getTemplate().isEmpty() || request.getLayout().hasAnswerPrefix()) {
      violations.add(
          new FieldViolation(
              "layout", "its prompts have a form of their own; give nothing but rendering"));
    }
    if (isChat(request)
        && request.getPas().getView().getProtocol() == TaskProtocol.TASK_PROTOCOL_PAPER) {
      violations.add(
          new FieldViolation(
              "layout.rendering", "the paper's protocol shows plain text; use sound"));
    }
    if (!violations.isEmpty()) {
      throw SteermeshException.ofFields(violations);
    }
  }

  private static boolean isChat(BuildVectorRequest request) {
    return request.getLayout().getRendering()
        == org.steermesh.type.v1.PromptLayout.Rendering.RENDERING_CHAT;
  }

  /** How the prompts are shown; in a chat nothing stands between one and its answer. */
  static PromptLayout layout(BuildVectorRequest request) {
    return isChat(request)
        ? new PromptLayout(PromptLayout.Rendering.CHAT, PromptLayout.QUESTION, "")
        : TypeProtos.layout("layout", request.getLayout());
  }

  /** The last token of the input, which alone is allowed. */
  static Positions checked(Positions positions) {
    if (!positions.equals(Positions.of(PositionRule.LAST_OF_INPUT))) {
      throw SteermeshException.ofField(
          "read_positions", "must be POSITION_RULE_LAST_OF_INPUT with these methods");
    }
    return positions;
  }

  private static List<BuildMethod> methods(
      BuildMethod first, List<org.steermesh.vector.v1.BuildMethod> more) {
    List<BuildMethod> methods = new ArrayList<>(List.of(first));
    for (int i = 0; i < more.size(); i++) {
      String field = "pas.more_methods[" + i + "]";
      BuildMethod method = VectorProtos.method(more.get(i));
      if (!method.isPainless()) {
        throw SteermeshException.ofField(
            field, "must be BUILD_METHOD_PASF, BUILD_METHOD_IPASA or BUILD_METHOD_IPASWO");
      }
      if (methods.contains(method)) {
        throw SteermeshException.ofField(field, method.title() + " is named twice");
      }
      methods.add(method);
    }
    return methods;
  }

  static org.steermesh.vector.v1.PasRecipe recipe(PasRecipe recipe) {
    org.steermesh.vector.v1.PasRecipe.Builder sent =
        org.steermesh.vector.v1.PasRecipe.newBuilder()
            .setTask(recipe.task())
            .setView(TaskProtos.view(recipe.view()))
            .setRightCount(recipe.answers().right())
            .setWrongCount(recipe.answers().wrong())
            .setPositiveCount(recipe.sides().positive())
            .setNegativeCount(recipe.sides().negative())
            .setPrefixDigest(recipe.prefixDigest());
    if (recipe.labelShuffleSeed() != null) {
      sent.setLabelShuffleSeed(recipe.labelShuffleSeed());
    }
    return sent.build();
  }
}
