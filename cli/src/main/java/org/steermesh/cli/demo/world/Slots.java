package org.steermesh.cli.demo.world;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills the slots of templates. A slot {@code {name}} is drawn once and keeps its value; {@code
 * {name2}} is a second draw of another value; {@code {name+s}} is the plural of {@code {name}}.
 */
final class Slots {

  private static final Pattern SLOT = Pattern.compile("\\{([a-z]+)(\\d?)(\\+s)?}");
  private static final Pattern ARTICLE = Pattern.compile("\\b([Aa]) (?=[aeiou])");

  private final Function<String, List<String>> alternatives;
  private final Random random;
  private final Map<String, String> bound = new HashMap<>();

  Slots(Function<String, List<String>> alternatives, Random random) {
    this.alternatives = alternatives;
    this.random = random;
  }

  /** One of the alternatives, filled. */
  String pick(List<String> templates) {
    return fill(templates.get(random.nextInt(templates.size())));
  }

  /** The template with every slot filled, its first letter a capital, its articles fitting. */
  String fill(String template) {
    String text = ARTICLE.matcher(substitute(template)).replaceAll("$1n ");
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private String substitute(String template) {
    Matcher slot = SLOT.matcher(template);
    StringBuilder text = new StringBuilder();
    while (slot.find()) {
      String value = value(slot.group(1), slot.group(2));
      String shown = slot.group(3) == null ? value : plural(value);
      slot.appendReplacement(text, Matcher.quoteReplacement(shown));
    }
    return slot.appendTail(text).toString();
  }

  private String value(String kind, String number) {
    String known = bound.get(kind + number);
    if (known != null) {
      return known;
    }
    List<String> choices = alternatives.apply(kind);
    String drawn = substitute(choices.get(random.nextInt(choices.size())));
    while (choices.size() > 1 && !number.isEmpty() && drawn.equals(bound.get(kind))) {
      drawn = substitute(choices.get(random.nextInt(choices.size())));
    }
    bound.put(kind + number, drawn);
    return drawn;
  }

  private static String plural(String noun) {
    if (noun.matches(".*(s|x|ch|sh)")) {
      return noun + "es";
    }
    return noun.matches(".*[^aeiou]y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
  }
}
