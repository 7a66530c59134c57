package org.steermesh.cli.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads a listing to its end, page by page. */
public final class Pages {

  private Pages() {}

  /** One page: what is on it, and the token of the next; an empty token ends the listing. */
  public record Page<T>(List<T> items, String nextToken) {}

  /** Everything that {@code read} gives, from the empty token on. */
  public static <T> List<T> all(Function<String, Page<T>> read) {
    List<T> all = new ArrayList<>();
    String token = "";
    do {
      Page<T> page = read.apply(token);
      all.addAll(page.items());
      token = page.nextToken();
    } while (!token.isEmpty());
    return all;
  }
}
