package org.steermesh.engine.bench;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of a random checkpoint.
 *
 * @param name how people call it
 * @param width d_model
 * @param blocks number of decoder blocks
 * @param heads query heads
 * @param keyHeads key and value heads; divides heads
 * @param headWidth floats per head, even
 * @param mlpWidth inner width of the MLP
 * @param vocabulary number of token ids
 * @param tied whether the output head is the embedding
 * @param gemma whether the architecture is Gemma 2; else it is Llama
 */
public record BenchShape(
    String name,
    int width,
    int blocks,
    int heads,
    int keyHeads,
    int headWidth,
    int mlpWidth,
    int vocabulary,
    boolean tied,
    boolean gemma) {

  private static final List<BenchShape> NAMED =
      List.of(
          new BenchShape("110m", 768, 12, 12, 12, 64, 2048, 32000, true, false),
          new BenchShape("1.1b", 2048, 22, 32, 4, 64, 5632, 32000, false, false),
          new BenchShape("2b-gemma", 2304, 26, 8, 4, 256, 9216, 256000, true, true),
          new BenchShape("8b", 4096, 32, 32, 8, 128, 14336, 128256, false, false));

  private static final Pattern EXTENTS =
      Pattern.compile("(\\d{1,6})x(\\d{1,4})x(\\d{1,4})x(\\d{1,4})x(\\d{1,6})x(\\d{1,7})");

  /** Parses a name, or extents {@code DxLxHxKxFxV}: a Llama whose output head is the embedding. */
  public static BenchShape parse(String text) {
    for (BenchShape shape : NAMED) {
      if (shape.name.equals(text)) {
        return shape;
      }
    }
    Matcher extents = EXTENTS.matcher(text);
    if (!extents.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a shape; allowed are 110m, 1.1b, 2b-gemma, 8b, or width x blocks x"
              + " heads x key heads x MLP width x vocabulary, such as 768x12x12x12x2048x32000");
    }
    int[] numbers = new int[6];
    Arrays.setAll(numbers, i -> Integer.parseInt(extents.group(i + 1)));
    checkHeads(text, numbers[0], numbers[2], numbers[3]);
    for (int number : numbers) {
      check(number > 0, text, "every number must be above 0");
    }
    check(numbers[1] >= 2, text, "at least 2 blocks are needed");
    check(numbers[5] >= 256, text, "a vocabulary of at least 256 is needed");
    return new BenchShape(
        text,
        numbers[0],
        numbers[1],
        numbers[2],
        numbers[3],
        numbers[0] / numbers[2],
        numbers[4],
        numbers[5],
        true,
        false);
  }

  private static void checkHeads(String text, int width, int heads, int keyHeads) {
    check(heads > 0 && keyHeads > 0, text, "every number must be above 0");
    check(
        width % heads == 0 && width / heads % 2 == 0,
        text,
        heads + " heads must divide the width " + width + " into even parts");
    check(heads % keyHeads == 0, text, keyHeads + " key heads must divide the " + heads + " heads");
  }

  private static void check(boolean allowed, String text, String rule) {
    if (!allowed) {
      throw new IllegalArgumentException("'" + text + "' is not a shape: " + rule);
    }
  }
}
