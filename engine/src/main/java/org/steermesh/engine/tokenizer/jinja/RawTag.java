package org.steermesh.engine.tokenizer.jinja;

/**
 * The inside of a raw or endraw tag.
 *
 * @param end index after the tag, -1 where there is none
 * @param sign the white space sign before its end, or a blank
 */
record RawTag(int end, char sign) {

  private static final RawTag NONE = new RawTag(-1, ' ');

  /** Reads {@code name}, blanks, an optional sign and the closing of a statement tag. */
  static RawTag at(String source, int from, String name) {
    int i = skip(source, from);
    if (!source.startsWith(name, i)) {
      return NONE;
    }
    i = skip(source, i + name.length());
    char sign = ' ';
    if (i < source.length() && (source.charAt(i) == '-' || source.charAt(i) == '+')) {
      sign = source.charAt(i);
      i++;
    }
    return source.startsWith("%}", i) ? new RawTag(i + 2, sign) : NONE;
  }

  private static int skip(String source, int from) {
    int i = from;
    while (i < source.length() && Character.isWhitespace(source.charAt(i))) {
      i++;
    }
    return i;
  }
}
