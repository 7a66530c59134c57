package org.steermesh.engine.tokenizer;

/** Where code points begin in a text's UTF-8 form. */
final class Utf8 {

  private Utf8() {}

  /**
   * Bytes of a text.
   *
   * @throws IllegalArgumentException when the text has half a surrogate pair, which no UTF-8 holds
   */
  static long length(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new IllegalArgumentException(
            "the text is not Unicode: half a surrogate pair at index " + i);
      } else {
        bytes += bytes(c);
      }
    }
    return bytes;
  }

  /** First byte of each code point, and the length in bytes after the last: [code points + 1]. */
  static int[] offsets(String text) {
    int[] offsets = new int[text.codePointCount(0, text.length()) + 1];
    int bytes = 0;
    int index = 0;
    for (int i = 0; i < text.length(); index++) {
      offsets[index] = bytes;
      int codePoint = text.codePointAt(i);
      bytes += bytes(codePoint);
      i += Character.charCount(codePoint);
    }
    offsets[index] = bytes;
    return offsets;
  }

  private static int bytes(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
}
