package org.steermesh.engine.training.bpe;

import java.nio.charset.StandardCharsets;

/**
 * GPT-2's spelling of bytes as printable characters: bytes that print stand for themselves, the
 * others get U+0100 and up in byte order (a blank is U+0120).
 */
final class ByteAlphabet {

  private final char[] letters = new char[256];

  ByteAlphabet() {
    char next = 0x100;
    for (int value = 0; value < 256; value++) {
      if (prints(value)) {
        letters[value] = (char) value;
      } else {
        letters[value] = next;
        next++;
      }
    }
  }

  private static boolean prints(int value) {
    return (value >= '!' && value <= '~')
        || (value >= 0xA1 && value <= 0xAC)
        || (value >= 0xAE && value <= 0xFF);
  }

  /** The letter of a byte, 0 to 255. */
  String letter(int value) {
    return String.valueOf(letters[value]);
  }

  /** The bytes of a text in UTF-8, each 0 to 255. */
  static int[] bytes(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int[] values = new int[utf8.length];
    for (int i = 0; i < utf8.length; i++) {
      values[i] = Byte.toUnsignedInt(utf8[i]);
    }
    return values;
  }
}
