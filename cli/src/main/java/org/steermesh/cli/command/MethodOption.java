package org.steermesh.cli.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.vector.v1.BuildMethod;
import picocli.CommandLine.Option;

/** How a vector is made of labelled data. */
final class MethodOption {

  /** The ways of making one. */
  enum Method {
    /** The difference of mean activations. */
    MEAN_DIFFERENCE(BuildMethod.BUILD_METHOD_MEAN_DIFFERENCE),
    /** Sparse activation steering. */
    SAS(BuildMethod.BUILD_METHOD_SAS),
    /** Painless: prompts answered right against those answered wrong. */
    PASF(BuildMethod.BUILD_METHOD_PASF),
    /** Painless and introspective, all items. */
    IPASA(BuildMethod.BUILD_METHOD_IPASA),
    /** Painless and introspective, wrong items only. */
    IPASWO(BuildMethod.BUILD_METHOD_IPASWO);

    private final BuildMethod sent;

    Method(BuildMethod sent) {
      this.sent = sent;
    }

    BuildMethod sent() {
      return sent;
    }

    boolean isPainless() {
      return this == PASF || this == IPASA || this == IPASWO;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final String KNOWN = "mean-difference, sas, pasf, ipasa, ipaswo";

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      split = ",",
      description =
          "mean-difference; sas, which needs --sae; or pasf, ipasa, ipaswo, which need"
              + " multiple-choice items: of these, several separated by commas share their passes and"
              + " give a version each. Default: mean-difference.")
  private List<String> methods = List.of();

  /** The methods, at least one; several only of the painless ones. */
  List<Method> methods() {
    if (methods.isEmpty()) {
      return List.of(Method.MEAN_DIFFERENCE);
    }
    List<Method> found = new ArrayList<>();
    for (String wanted : methods) {
      Method method = find(wanted);
      if (found.contains(method)) {
        throw new SteerException(ExitCode.USAGE, "--method names " + method + " twice");
      }
      found.add(method);
    }
    if (found.size() > 1 && !found.stream().allMatch(Method::isPainless)) {
      throw new SteerException(
          ExitCode.USAGE, "--method: several methods may be of pasf, ipasa and ipaswo only");
    }
    return found;
  }

  private static Method find(String wanted) {
    return Arrays.stream(Method.values())
        .filter(each -> each.toString().equals(wanted.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new SteerException(
                ExitCode.USAGE, "--method " + wanted + " is not known; the methods are " + KNOWN));
  }
}
