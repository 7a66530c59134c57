package org.steermesh.vector.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CaaJsonReaderTest {

  private static final DatasetLimits LIMITS = new DatasetLimits(1 << 20, 1000, 2000);

  @Test
  void itemsComeBackInOrderAndAsTheyWere() {
    String file =
        """
        [
            {
                "question": "Stop?\\n\\nChoices:\\n (A) No\\n (B) Yes",
                "answer_matching_behavior": "(A)",
                "answer_not_matching_behavior": "(B)"
            },
            {
                "answer_not_matching_behavior": "(A)",
                "answer_matching_behavior": "(B)",
                "question": "Caf\\u00e9?\\n(A) \\ud83d\\ude00\\n(B) No "
            }
        ]
        """;
    assertThat(accepted(file))
        .containsExactly(
            new ContrastivePair("Stop?\n\nChoices:\n (A) No\n (B) Yes", "(A)", "(B)"),
            new ContrastivePair("Café?\n(A) 😀\n(B) No ", "(B)", "(A)"));
  }

  @Test
  void aByteOrderMarkAndWindowsLineEndingsChangeNothing() {
    String file = "[\n" + item("Q?", "(A)", "(B)") + "\n]\n";
    assertThat(accepted("\uFEFF" + file.replace("\n", "\r\n"))).isEqualTo(accepted(file));
  }

  @Test
  void aLetterThatTheQuestionDoesNotOfferIsNamedWithItsLineAndIndex() {
    String file =
        "[\n"
            + IntStream.range(0, 400)
                .mapToObj(i -> item(i + "?\\n (A) Yes\\n (B) No", i == 315 ? "(E)" : "(A)", "(B)"))
                .collect(Collectors.joining(",\n"))
            + "\n]";
    DatasetReading.Refused refused = refused(file);
    assertThat(refused.total()).isEqualTo(1);
    assertThat(refused.violations())
        .containsExactly(
            new DatasetViolation(
                "items[315].answer_matching_behavior",
                "line 317: answer_matching_behavior is \"(E)\", but the question offers (A), (B)"));
  }

  @Test
  void anyLetterIsTakenWhereTheQuestionListsNoOptions() {
    String prose = item("Which of (A), (B) or another?", "(H)", "(C)");
    String numeral = item("Two parts:\\n(I) thinking", "(A)", "(B)");
    assertThat(accepted("[" + prose + "," + numeral + "]")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", " (A)", "(a)", "(AB)", "(1)", "", "(A)\\n", "Yes", "(Ä)"})
  void anAnswerThatIsNotOneCapitalInParenthesesIsRefused(String answer) {
    DatasetReading.Refused refused = refused("[" + item("Q?", answer, "(B)") + "]");
    assertThat(refused.violations()).hasSize(1);
    assertThat(refused.violations().getFirst().field())
        .isEqualTo("items[0].answer_matching_behavior");
    assertThat(refused.violations().getFirst().description())
        .startsWith("line 1: answer_matching_behavior is \"")
        .endsWith("but an answer is one capital letter in parentheses, such as \"(A)\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "7|items[0]|line 2: the item is a number, not an object",
        "null|items[0]|line 2: the item is null, not an object",
        "[[1]]|items[0]|line 2: the item is an array, not an object",
        "{`x`:{`deep`:[1]},Q,M,N}|items[0].x|line 2: unknown field \"x\"; the fields are question,"
            + " answer_matching_behavior, answer_not_matching_behavior",
        "{Q,M}|items[0].answer_not_matching_behavior|line 2: answer_not_matching_behavior is"
            + " missing",
        "{Q,M,N,M}|items[0].answer_matching_behavior|line 2: answer_matching_behavior is given"
            + " twice",
        "{Q,M,`answer_not_matching_behavior`:2}|items[0].answer_not_matching_behavior|line 2:"
            + " answer_not_matching_behavior is a number, not a string",
        "{`question`:null,M,N}|items[0].question|line 2: question is null, not a string",
        "{`question`:` `,M,N}|items[0].question|line 2: question is empty",
        "{`question`:`a\\ud800b`,M,N}|items[0].question|line 2: question holds half of a surrogate"
            + " pair",
        "{Q,M,`answer_not_matching_behavior`:`(A)`}|items[0].answer_not_matching_behavior|line 2:"
            + " both answers are \"(A)\", but they must differ",
      })
  void aBadItemIsRefusedWithItsFieldAndLine(String item, String field, String description) {
    String json =
        item.replace('`', '"')
            .replace("Q", "\"question\":\"Why?\"")
            .replace("M", "\"answer_matching_behavior\":\"(A)\"")
            .replace("N", "\"answer_not_matching_behavior\":\"(B)\"");
    DatasetReading.Refused refused = refused("[\n" + json + "]");
    assertThat(refused.violations()).containsExactly(new DatasetViolation(field, description));
  }

  @Test
  void aRepeatedItemIsRefusedWithThePlaceOfTheFirst() {
    String same = item("Q?", "(A)", "(B)");
    DatasetReading.Refused refused =
        refused("[\n" + same + ",\n" + item("R?", "(A)", "(B)") + ",\n" + same + "]");
    assertThat(refused.violations())
        .containsExactly(
            new DatasetViolation(
                "items[2]",
                "line 4: the item repeats items[0] of line 2; a repeated item would count twice"));
  }

  @Test
  void everyViolationIsCountedAndTheFirstTwentyAreReported() {
    String file =
        IntStream.range(0, 25)
            .mapToObj(i -> item("Q" + i, "A", "B"))
            .collect(Collectors.joining(",", "[", "]"));
    DatasetReading.Refused refused = refused(file);
    assertThat(refused.total()).isEqualTo(50);
    assertThat(refused.violations()).hasSize(20);
    assertThat(refused.violations().getLast().field())
        .isEqualTo("items[9].answer_not_matching_behavior");
  }

  @Test
  void aCutOffFileIsRefusedWithThePlaceWhereItEnds() {
    String whole = "[\r\n" + item("Q?", "(A)", "(B)") + "\r\n]";
    for (int length = 1; length < whole.length(); length++) {
      String cut = whole.substring(0, length);
      assertThat(refused(cut).violations())
          .as("cut after %d characters", length)
          .hasSize(1)
          .first()
          .extracting(DatasetViolation::description)
          .asString()
          .startsWith("line " + cut.split("\r\n|\r", -1).length + ",")
          .endsWith("the file ends before its JSON does");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|content|the file must hold a JSON array of items, not an object",
        "``|content|the file must hold a JSON array of items, not nothing",
        "[]|items|the array is empty; a data set holds at least one item",
      })
  void aFileThatIsNotAFilledArrayIsRefused(String file, String field, String description) {
    assertThat(refused(file).violations())
        .containsExactly(new DatasetViolation(field, description));
  }

  @Test
  void textAfterTheArrayIsRefused() {
    assertThat(refused("[" + item("Q?", "(A)", "(B)") + "]\n[]").violations())
        .containsExactly(
            new DatasetViolation("content", "line 2: there is more text after the array"));
  }

  @Test
  void brokenJsonIsRefusedWithLineAndColumn() {
    DatasetReading.Refused refused = refused("[\n" + item("Q?", "(A)", "(B)") + "\n  x]");
    assertThat(refused.violations().getFirst().field()).isEqualTo("content");
    assertThat(refused.violations().getFirst().description())
        .startsWith("line 3, column 3: not valid JSON");
  }

  @Test
  void nestingWithoutEndIsRefused() {
    assertThat(refused("[".repeat(100_000)).violations().getLast().description())
        .contains("values nest deeper than 32 levels");
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedWithTheirPlace() {
    byte[] file = ("[" + item("Caf?", "(A)", "(B)") + "]").getBytes(StandardCharsets.UTF_8);
    file[20] = (byte) 0xE9;
    assertThat(((DatasetReading.Refused) CaaJsonReader.read(file, LIMITS)).violations())
        .containsExactly(new DatasetViolation("content", "byte 20 is not valid UTF-8"));
  }

  @Test
  void boundsOnBytesItemsAndCharactersAreKept() {
    String two = "[" + item("Q?", "(A)", "(B)") + "," + item("R?", "(A)", "(B)") + "]";
    assertThat(read(two, new DatasetLimits(two.length(), 2, 2)))
        .isInstanceOf(DatasetReading.Accepted.class);
    assertThat(only(read(two, new DatasetLimits(two.length() - 1, 2, 2))))
        .isEqualTo("the file is larger than the " + (two.length() - 1) + " bytes allowed");
    assertThat(only(read(two, new DatasetLimits(1000, 1, 2))))
        .isEqualTo("line 1: the file holds more than the 1 items allowed");
    assertThat(only(read("[" + item("Q??", "(A)", "(B)") + "]", new DatasetLimits(1000, 1, 2))))
        .isEqualTo("line 1: question has 3 characters, but 2 are allowed");
  }

  private static String item(String question, String matching, String notMatching) {
    return """
    {"question": "%s", "answer_matching_behavior": "%s", "answer_not_matching_behavior": "%s"}\
    """
        .formatted(question, matching, notMatching);
  }

  private static DatasetReading read(String file, DatasetLimits limits) {
    return CaaJsonReader.read(file.getBytes(StandardCharsets.UTF_8), limits);
  }

  private static List<ContrastivePair> accepted(String file) {
    return ((DatasetReading.Accepted) read(file, LIMITS)).pairs();
  }

  private static DatasetReading.Refused refused(String file) {
    return (DatasetReading.Refused) read(file, LIMITS);
  }

  private static String only(DatasetReading reading) {
    List<DatasetViolation> violations = ((DatasetReading.Refused) reading).violations();
    assertThat(violations).hasSize(1);
    return violations.getFirst().description();
  }
}
