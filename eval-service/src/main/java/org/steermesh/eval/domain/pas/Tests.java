package org.steermesh.eval.domain.pas;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.steermesh.eval.domain.PasFinding.Role;
import org.steermesh.eval.domain.PasFinding.Test;

/** Tests without a vector, and which tests are asked together. */
public final class Tests {

  private Tests() {}

  static Test unsteered(String label, boolean fewShot, String prefix) {
    return new Test(
        label, Role.UNSTEERED, Optional.empty(), fewShot, prefix, Optional.empty(), Double.NaN);
  }

  static Test prompt(String label, String prefix, double accuracy) {
    return new Test(
        label, Role.PROMPT, Optional.empty(), false, prefix, Optional.empty(), accuracy);
  }

  /** The tests with one text before every question, in order; each such group is asked at once. */
  public static Map<String, List<Test>> byPrefix(List<Test> tests) {
    Map<String, List<Test>> groups = new LinkedHashMap<>();
    for (Test test : tests) {
      groups.computeIfAbsent(test.prefix(), absent -> new ArrayList<>()).add(test);
    }
    return groups;
  }
}
