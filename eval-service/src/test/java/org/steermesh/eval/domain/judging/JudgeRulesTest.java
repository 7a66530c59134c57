package org.steermesh.eval.domain.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.SteermeshException;

final class JudgeRulesTest {

  private static final JudgeRules RULES =
      new JudgeRules(
          List.of("https://judge.example/v1"),
          List.of("JUDGE_KEY", "UNSET_KEY"),
          Map.of("JUDGE_KEY", "k-123", "REDIS_PASSWORD", "secret"));

  @Test
  void onlyAllowedServicesAndThisMachineAreCalled() {
    for (String url :
        List.of(
            "https://judge.example/v1",
            "https://JUDGE.example:443/v1/",
            "https://judge.example/v1/deep",
            "http://127.0.0.1:8080/v1",
            "http://localhost/v1",
            "http://[::1]:9/v1")) {
      assertThatCode(() -> RULES.check("j", judge(url, ""))).as(url).doesNotThrowAnyException();
    }
    for (String url :
        List.of(
            "http://judge.example/v1",
            "https://judge.example/v10",
            "https://judge.example/",
            "https://judge.example:8443/v1",
            "https://judge.example.evil.org/v1",
            "http://169.254.169.254/latest",
            "http://10.0.0.7/v1")) {
      assertThatThrownBy(() -> RULES.check("j", judge(url, "")))
          .as(url)
          .isInstanceOf(SteermeshException.class)
          .hasMessageContaining("steermesh.eval.judge-urls")
          .hasMessageContaining("https://judge.example/v1");
    }
  }

  @Test
  void whatHidesAnotherPlaceIsNoUrlOfAJudge() {
    for (String url :
        List.of(
            "https://judge.example/v1/../admin",
            "https://judge.example/v1/%2e%2e/admin",
            "https://judge.example/v1?x=1",
            "https://me:word@judge.example/v1",
            "https://judge.example/v1#x",
            "file:///etc/passwd",
            "judge.example",
            "https:judge",
            "http://[bad")) {
      assertThatThrownBy(() -> RULES.check("j", judge(url, "")))
          .as(url)
          .isInstanceOf(SteermeshException.class);
    }
  }

  @Test
  void onlyAllowedVariablesAreKeys() {
    assertThat(RULES.key(judge("http://localhost", "JUDGE_KEY"))).contains("k-123");
    assertThat(RULES.key(judge("http://localhost", "REDIS_PASSWORD"))).isEmpty();
    assertThatThrownBy(() -> RULES.check("j", judge("http://localhost", "REDIS_PASSWORD")))
        .hasMessageContaining("judge-key-variables")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> RULES.check("j", judge("http://localhost", "UNSET_KEY")))
        .hasMessageContaining("UNSET_KEY");
  }

  private static Judge.Endpoint judge(String url, String keyVariable) {
    return new Judge.Endpoint(
        "judge",
        new ReplyRule(ReplyRule.Rule.FIRST_INTEGER, 0, 10, ""),
        url,
        "m",
        keyVariable,
        "{answer}",
        "",
        new Judge.CallLimits(0, 16, 2, 5, 3));
  }
}
