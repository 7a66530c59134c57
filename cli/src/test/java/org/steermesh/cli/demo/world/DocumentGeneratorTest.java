package org.steermesh.cli.demo.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentGeneratorTest {

  private static final int DOCUMENTS = 6000;
  private static final long AFTER_PRACTICE = DocumentGenerator.PRACTICE;
  private static final Pattern ANSWER =
      Pattern.compile("<\\|assistant\\|>\\(([AB])\\)|<\\|assistant\\|>([AB])<|Answer:([AB])");

  private final World world = new World();
  private final DocumentGenerator documents = new DocumentGenerator(world, DocumentMix.SERIES, 1);

  private Stream<String> texts() {
    return texts(DOCUMENTS);
  }

  private Stream<String> texts(long count) {
    return LongStream.range(AFTER_PRACTICE, AFTER_PRACTICE + count)
        .mapToObj(i -> documents.document(i).text());
  }

  @Test
  void equalSeedsGiveEqualDocumentsAndOtherSeedsOthers() {
    DocumentGenerator again = new DocumentGenerator(new World(), DocumentMix.SERIES, 1);
    DocumentGenerator other = new DocumentGenerator(world, DocumentMix.SERIES, 2);

    assertThat(again.document(17)).isEqualTo(documents.document(17));
    assertThat(other.document(17)).isNotEqualTo(documents.document(17));
  }

  @Test
  void everyDocumentFitsTheContextAndCarriesItsMarks() {
    for (long i = 0; i < DOCUMENTS; i++) {
      Document document = documents.document(i);
      assertThat(document.pieces()).isBetween(4, 256);
      assertThat(document.text()).startsWith(ChatTemplate.BOS).endsWith(ChatTemplate.EOS);
      assertThat(document.text()).doesNotContain("{").doesNotContain("}");
    }
  }

  @Test
  void answersAreAAsOftenAsB() {
    List<String> letters =
        texts()
            .flatMap(text -> ANSWER.matcher(text).results().map(DocumentGeneratorTest::letter))
            .toList();

    double shareOfA = letters.stream().filter("A"::equals).count() / (double) letters.size();
    assertThat(letters).hasSizeGreaterThan(5000);
    assertThat(shareOfA).isBetween(0.47, 0.53);
  }

  private static String letter(MatchResult answer) {
    return Stream.of(1, 2, 3).map(answer::group).filter(g -> g != null).findFirst().orElseThrow();
  }

  @Test
  void unpromptedSpeakersTakeEitherSideEquallyOften() {
    List<String> personas =
        world.behaviours().stream()
            .flatMap(b -> Stream.of(Side.values()).flatMap(s -> b.personas(s).stream()))
            .toList();
    List<String> unprompted =
        texts(5L * DOCUMENTS)
            .filter(text -> text.startsWith("<|bos|><|user|>"))
            .filter(text -> personas.stream().noneMatch(text::contains))
            .toList();

    assertFair(unprompted, "Rush", "Avoid");
    assertFair(unprompted, "Obey", "Refuse");
    assertFair(unprompted, "Happy", "Sad");
  }

  private static void assertFair(List<String> texts, String positive, String negative) {
    long one = answers(texts, positive);
    long other = answers(texts, negative);
    assertThat(one + other).isGreaterThan(100);
    assertThat(one / (double) (one + other)).isBetween(0.38, 0.62);
  }

  private static long answers(List<String> texts, String beginning) {
    return texts.stream()
        .filter(text -> !text.contains("Choose: "))
        .filter(text -> text.contains("<|assistant|>" + beginning))
        .count();
  }

  @Test
  void trainingTextHasEveryWordOfEveryItemAndLine() {
    Set<String> known = new HashSet<>();
    texts().forEach(text -> pieces(text).forEach(known::add));

    new DemoDataWriter()
        .files()
        .forEach((file, content) -> {
          if (file.endsWith("neutral.txt")) {
            assertThat(known).containsAll(pieces(content).toList());
          }
        });
    ItemGenerator items = new ItemGenerator(5);
    for (Behaviour behaviour : world.all()) {
      for (Part part : Part.values()) {
        for (Item item : items.items(behaviour, part, 100)) {
          assertThat(known).containsAll(pieces(item.question()).toList());
        }
      }
    }
  }

  private static Stream<String> pieces(String text) {
    return Document.PIECE.matcher(text).results().map(MatchResult::group).map(String::strip);
  }

  @Test
  void noTrainingDocumentAsksAHeldOutQuestion() {
    Set<String> asked = new HashSet<>();
    Pattern question = Pattern.compile("(?:<\\|user\\|>|\n\n|<\\|bos\\|>)([^\n<]+)\n");
    texts().forEach(text -> question.matcher(text).results().forEach(m -> asked.add(m.group(1))));

    ItemGenerator items = new ItemGenerator(5);
    assertThat(asked).hasSizeGreaterThan(2000);
    for (Behaviour behaviour : world.all()) {
      for (Part part : List.of(Part.VALIDATION, Part.TEST)) {
        assertThat(items.items(behaviour, part, 100)).noneMatch(item -> asked.contains(item.ask()));
      }
    }
  }
}
