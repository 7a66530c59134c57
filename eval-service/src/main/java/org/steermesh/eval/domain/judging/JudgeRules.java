package org.steermesh.eval.domain.judging;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/**
 * Which services may be called as judges, and which environment variables may be sent to them as a
 * key. A declaration comes from a caller; without these rules it could make this service call, and
 * tell secrets to, whatever it can reach.
 *
 * @param urls beginnings of allowed URLs, besides hosts of this machine
 * @param keyVariables names of allowed environment variables
 * @param environment where the keys are
 */
public record JudgeRules(
    List<String> urls, List<String> keyVariables, Map<String, String> environment) {

  private static final Set<String> OWN_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

  /** Keeps the lists. */
  public JudgeRules {
    urls = List.copyOf(urls);
    keyVariables = List.copyOf(keyVariables);
    environment = Map.copyOf(environment);
  }

  /**
   * Checks a judge.
   *
   * @param field where it is declared
   * @throws SteermeshException JUDGE_NOT_ALLOWED, or FIELD_INVALID for what is no URL of a service
   */
  public void check(String field, Judge.Endpoint judge) {
    URI url = parsed(field + ".url", judge.url());
    boolean allowed =
        OWN_HOSTS.contains(url.getHost().toLowerCase(Locale.ROOT))
            || urls.stream().anyMatch(prefix -> covers(parsed("judge-urls", prefix), url));
    if (!allowed) {
      throw new SteermeshException(
              ErrorReason.JUDGE_NOT_ALLOWED,
              field
                  + ".url is "
                  + judge.url()
                  + ", which eval-service may not call; its setting steermesh.eval.judge-urls"
                  + " allows "
                  + (urls.isEmpty() ? "no other host" : String.join(", ", urls))
                  + " besides its own machine")
          .with("url", judge.url());
    }
    if (!judge.keyVariable().isEmpty()) {
      checkVariable(field + ".key_variable", judge.keyVariable());
    }
  }

  /** The key of a judge; empty where it needs none, or the variable is not allowed or not set. */
  public Optional<String> key(Judge.Endpoint judge) {
    return keyVariables.contains(judge.keyVariable())
        ? Optional.ofNullable(environment.get(judge.keyVariable()))
        : Optional.empty();
  }

  private void checkVariable(String field, String variable) {
    if (!keyVariables.contains(variable)) {
      throw new SteermeshException(
              ErrorReason.JUDGE_NOT_ALLOWED,
              field
                  + " is "
                  + variable
                  + "; eval-service's setting steermesh.eval.judge-key-variables allows "
                  + String.join(", ", keyVariables))
          .with("variable", variable);
    }
    if (environment.getOrDefault(variable, "").isBlank()) {
      throw SteermeshException.ofField(
          field, "the environment variable " + variable + " of eval-service is not set");
    }
  }

  private static boolean covers(URI prefix, URI url) {
    String path = prefix.getPath().endsWith("/") ? prefix.getPath() : prefix.getPath() + "/";
    return prefix.getScheme().equalsIgnoreCase(url.getScheme())
        && prefix.getHost().equalsIgnoreCase(url.getHost())
        && port(prefix) == port(url)
        && (url.getPath() + "/").startsWith(path);
  }

  private static int port(URI url) {
    return url.getPort() >= 0
        ? url.getPort()
        : url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  /** Nothing hides in it: no user, no query, no dots in the path. */
  private static URI parsed(String field, String text) {
    try {
      URI url = new URI(text);
      boolean plain =
          url.getScheme() != null
              && Set.of("http", "https").contains(url.getScheme().toLowerCase(Locale.ROOT))
              && url.getHost() != null
              && url.getRawUserInfo() == null
              && url.getRawQuery() == null
              && url.getRawFragment() == null
              && url.normalize().equals(url)
              && !url.getRawPath().contains("%");
      if (plain) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw SteermeshException.ofField(field, "'" + text + "' is no URL").causedBy(e);
    }
    throw SteermeshException.ofField(
        field,
        "'"
            + text
            + "' must be http or https, a host, maybe a port and a path, and nothing else, for"
            + " example https://api.openai.com/v1");
  }
}
