package org.steermesh.contract;

import java.util.Locale;
import java.util.regex.Pattern;

/** The form of an id in a resource name, and how names are taken apart. */
public final class ResourceId {

  /** What an id must match: 1 to 63 characters. */
  public static final String FORM = "[a-z]([a-z0-9-]{0,61}[a-z0-9])?";

  /** {@link #FORM} for people. */
  static final String IN_WORDS = "1 to 63 of a-z, 0-9 and -, a letter first and no - last";

  private static final Pattern PATTERN = Pattern.compile(FORM);
  private static final int SHOWN = 100;

  private ResourceId() {}

  /** Gives the id back, or refuses it under the name of the request's field. */
  public static String check(String field, String id) {
    if (!PATTERN.matcher(id).matches()) {
      throw refuse(field, id, "must be " + IN_WORDS);
    }
    return id;
  }

  /**
   * The id nearest to any name, for example {@code qwen2-5-0-5b} for {@code Qwen2.5-0.5B}: lower
   * case, every run of other characters a hyphen, cut to 63; {@code model} when nothing is left.
   */
  public static String derive(String name) {
    String id =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+", "");
    id = id.substring(0, Math.min(63, id.length())).replaceAll("-+$", "");
    return id.isEmpty() ? "model" : id;
  }

  /** The id after a collection's prefix, both checked. */
  static String afterPrefix(String field, String name, String prefix, String form) {
    if (!name.startsWith(prefix) || !isId(name.substring(prefix.length()))) {
      throw refuse(field, name, "must be " + form + ", the id " + IN_WORDS);
    }
    return name.substring(prefix.length());
  }

  static boolean isId(String id) {
    return PATTERN.matcher(id).matches();
  }

  static SteermeshException refuse(String field, String value, String allowed) {
    String shown = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "...";
    return SteermeshException.ofField(field, "\"" + shown + "\" is not allowed: it " + allowed);
  }
}
