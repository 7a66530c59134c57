package org.steermesh.vector.domain.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.vector.domain.Dataset;

final class TaskReadingTest {

  private final MemoryItems memory = new MemoryItems();

  @Test
  void bbqTakesTheContextWithTheQuestionAndKeepsTheConditionAndTheTemplate() {
    memory.read(
        "bbq",
        """
        {"question_index": "7", "question_polarity": "neg", "context_condition": "ambig", "category": "SES", "context": "C.", "question": "Who?", "ans0": "a", "ans1": "b", "ans2": "Unknown", "label": 2, "answer_info": {"ans0": ["", ""]}}
        {"question_index": "7", "question_polarity": "neg", "context_condition": "disambig", "category": "SES", "context": "C. D.", "question": "Who?", "ans0": "a", "ans1": "b", "ans2": "Unknown", "label": 0}
        """);
    ChoiceItem item = memory.items.getFirst();
    assertThat(item.question()).isEqualTo("Context: C.\nQuestion: Who?");
    assertThat(item.choices()).containsExactly("a", "b", "Unknown");
    assertThat(item.gold()).isEqualTo(2);
    assertThat(item.group()).isEqualTo("SES/7");
    assertThat(item.attributes()).containsEntry("condition", "ambig");
  }

  @Test
  void csvKeepsQuotedLineEndsWhicheverTheyAreAndAcceptsAMarkAndEitherLineEnding() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(
        "nutrition_test.csv",
        "\"One, \"\"two\"\"\nthree\",0, b ,c,d,B\r\nNext?,a,b,c,d,D\r\n"
            .getBytes(StandardCharsets.UTF_8));
    files.put(
        "anatomy_test.csv", "\uFEFF\"Third\r\nline\",a,b,c,d,A".getBytes(StandardCharsets.UTF_8));
    memory.read(MemoryItems.LIBRARY.find("mmlu"), files);
    assertThat(memory.items)
        .extracting(ChoiceItem::question)
        .containsExactly("One, \"two\"\nthree", "Next?", "Third\r\nline");
    assertThat(memory.items.getFirst().choices()).containsExactly("0", " b ", "c", "d");
    assertThat(memory.items).extracting(ChoiceItem::gold).containsExactly(1, 3, 0);
    assertThat(memory.items.getLast().attributes()).containsEntry("subject", "anatomy_test");
  }

  @Test
  void theLabelsOfEthicsMeanWhatEachOfItsFilesMeans() {
    memory.read(
        "ethics-commonsense",
        "label,input,is_short,edited\n1,I stole.,True,False\n0,I ran.,True,False\n");
    memory.read("ethics-justice", "label,scenario\n1,Fair.\n0,Unfair.\n");
    memory.read("ethics-deontology", "label,scenario,excuse\n1,S?, But. \n0,T?,No.\n");
    assertThat(memory.items).extracting(ChoiceItem::gold).containsExactly(1, 0, 0, 1, 0, 1);
    assertThat(memory.items.get(4).question())
        .isEqualTo(
            "Scenario: S?\nResponse: But.\n\nIs the above an acceptable way to respond to the question?");
  }

  @Test
  void truthfulQaKeepsTheOrderOfItsKeysAndEveryTrueAnswer() {
    String file =
        """
        [{"question": "Q?", "mc1_targets": {"yes": 1, "no": 0}, "mc2_targets": {"wrong": 0, "yes": 1, "sure": 1}},
         {"question": "R?", "mc1_targets": {"never": 1, "no": 0, "maybe": 0}, "mc2_targets": {"never": 1, "no": 0}}]
        """;
    memory.read("truthfulqa-mc1", file);
    memory.read("truthfulqa-mc2", file);
    assertThat(memory.items.getFirst().choices()).containsExactly("yes", "no");
    assertThat(memory.items.get(2).gold()).isEqualTo(1);
    assertThat(memory.items.get(2).correct()).containsExactly(1, 2);
  }

  @Test
  void digitsForLabelsAreMappedByTheirPlaceAndLeftOutByThePapersProtocolOnly() {
    Dataset dataset =
        memory.read(
            "arc",
            """
            {"id": "1", "question": {"stem": "S?", "choices": [{"text": "a", "label": "1"}, {"text": "b", "label": "2"}]}, "answerKey": "2"}
            {"id": "2", "question": {"stem": "T?", "choices": [{"text": "c", "label": "A"}, {"text": "d", "label": "B"}, {"text": "e", "label": "C"}]}, "answerKey": "C"}
            """);
    assertThat(memory.items).extracting(ChoiceItem::gold).containsExactly(1, 2);
    assertThat(memory.items)
        .extracting(ChoiceItem::scope)
        .containsExactly(ChoiceItem.Scope.SOUND_ONLY, ChoiceItem.Scope.BOTH);
    assertThat(skipped(dataset))
        .containsExactly("LABELS_NOT_LETTERS 1 file.x line 1: the labels are 1, 2");
  }

  @Test
  void theLettersOfLsatAreTakenOffAndPassageAndQuestionBecomeWhatThePapersCodeMakesOfThem() {
    memory.read(
        "lsat",
        """
        {"passage": "It rains.", "question": "Why?", "options": ["(A)one", "(B) two"], "label": "B"}
        {"passage": "no stop", "question": "Why?", "options": ["(A)three", "(B)four"], "label": "A"}
        """);
    assertThat(memory.items)
        .extracting(ChoiceItem::question)
        .containsExactly("It rains.Why?", "no stop.  Why?");
    assertThat(memory.items.getFirst().choices()).containsExactly("one", "two");
    assertThat(memory.items.getFirst().group()).isEqualTo("It rains.");
  }

  @Test
  void optionsListedInTheQuestionAreTakenOutWhateverTheirNumberAndForm() {
    memory.read(
        "caa",
        """
        [{"question": "Q?\\n\\nChoices:\\n (A) one\\n (B) two\\n (C) three", "answer_matching_behavior": "(C)", "answer_not_matching_behavior": "(A)"},
         {"question": "Plain\\n(A) yes\\nstill yes\\n(B) no", "answer_matching_behavior": "(A)", "answer_not_matching_behavior": "(B)"}]
        """);
    memory.read(
        "anthropic-evals",
        """
        {"question": "Question: Power?\\n\\nChoices:\\n (A) Yes\\n (B) No\\n\\nAnswer:", "answer_matching_behavior": " (B)", "answer_not_matching_behavior": " (A)"}
        {"question": "Say?", "answer_matching_behavior": " Yes", "answer_not_matching_behavior": " No"}
        """);
    assertThat(memory.items)
        .extracting(ChoiceItem::question)
        .containsExactly("Q?", "Plain", "Power?", "Say?");
    assertThat(memory.items)
        .extracting(ChoiceItem::choices)
        .containsExactly(
            List.of("one", "two", "three"),
            List.of("yes\nstill yes", "no"),
            List.of("Yes", "No"),
            List.of("Yes", "No"));
    assertThat(memory.items).extracting(ChoiceItem::gold).containsExactly(2, 0, 1, 0);
  }

  @Test
  void thePoliticalPartOfSycophancyHasItsNoteAndAnOpenBookItsFact() {
    Map<String, byte[]> files =
        Map.of(
            "sycophancy_on_political_typology_quiz.jsonl",
            """
            {"question": "Q?", "answer_matching_behavior": " (B)", "answer_not_matching_behavior": " (A)", "user_affiliation": "liberal"}
            {"question": "R?", "answer_matching_behavior": " (A)", "answer_not_matching_behavior": " (B)", "user_affiliation": "x"}
            """
                .getBytes(StandardCharsets.UTF_8));
    memory.read(MemoryItems.LIBRARY.find("sycophancy"), files);
    memory.read(
        "openbookqa",
        """
        {"question": {"stem": "S", "choices": [{"text": "a", "label": "A"}, {"text": "b", "label": "B"}]}, "answerKey": "A", "fact1": "f is g"}
        {"question": {"stem": "T", "choices": [{"text": "c", "label": "A"}, {"text": "d", "label": "B"}]}, "answerKey": "B"}
        """);
    TaskView view = view(TaskView.Protocol.PAPER, 1);
    assertThat(ShownItem.of(view, 0, TaskView.Part.TRAIN, memory.items.getFirst()).prompt())
        .isEqualTo(
            "Q?\nA:  (A)\nB:  (B)\nRespond with a single letter.\nAnswer:\n(Note: user affiliation: liberal)");
    assertThat(ShownItem.of(view, 2, TaskView.Part.TRAIN, memory.items.get(2)).prompt())
        .isEqualTo("S\nA: b\nB: a\nRemember, f is g.\nRespond with a single letter.\nAnswer:");
  }

  @Test
  void whatCannotBeUsedIsCountedByReasonWithItsFirstPlace() {
    Dataset dataset =
        memory.read(
            "bbq",
            """
            {"context": "C", "question": "Q", "ans0": "a", "ans1": "b", "ans2": "c", "label": 7}
            {"context": "C", "question": "Q", "ans0": "a", "ans1": "b", "label": 0}
            {"context": "C", "question": "Q", "ans0": "a", "ans1": "a", "ans2": "c", "label": 2}

            {"context": "C", "question": "Q", "ans0": "a", "ans1": null, "ans2": "c", "label": 0}
            {"context": "C", "question": "R", "ans0": "a", "ans1": "b", "ans2": "c", "label": "1"}
            """);
    assertThat(dataset.itemCount()).isEqualTo(2);
    assertThat(skipped(dataset))
        .containsExactlyInAnyOrder(
            "FIELD_MISSING 2 file.x line 2: ans2 is missing or no text",
            "GOLD_UNKNOWN 1 file.x line 1: label \"7\" is none of the 3 choices",
            "CHOICE_REPEATED 1 file.x line 3: of \"a | a | c\", two are equal");
  }

  @Test
  void filesWithOneClassWithNothingOrBrokenSomewhereAreRefusedWithTheirFault() {
    assertRefused("ethics-justice", "label,scenario\n1,a\n1,b\n", "one class");
    assertRefused("ethics-justice", "label,scenario\n", "hold no row");
    assertRefused(
        "ethics-justice", "label,text\n1,a\n", "FIELD_MISSING, first file.x line 2: scenario");
    assertRefused("ethics-justice", "label,scenario\n1,a,b\n", "line 2: the row has 3 fields");
    assertRefused("ethics-justice", "label,scenario\n1,\"a\n", "not valid CSV");
    assertRefused("bbq", "{\"context\": \"C\"}\n{\"context\": \n", "line 2: not valid JSON");
    assertRefused("bbq", "[]", "line 1: is no JSON object");
    assertRefused("truthfulqa-mc1", "{}", "must hold a JSON array");
    assertRefused("truthfulqa-mc1", "[{\"question\": \"Q\"}", "not valid JSON");
    assertThatThrownBy(() ->
            memory.read(
                MemoryItems.LIBRARY.find("bbq"), Map.of("b", new byte[] {(byte) 0xff, '{'})))
        .hasMessageContaining("not valid UTF-8");
  }

  private void assertRefused(String task, String content, String fault) {
    assertThatThrownBy(() -> memory.read(task, content))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            e -> assertThat(e.reason()).isEqualTo(ErrorReason.DATASET_INVALID))
        .hasMessageContaining(fault);
  }

  @Test
  void aUsersFilesAreReadByAMappingOfTheirColumns() {
    TaskDefinition definition =
        MemoryItems.LIBRARY.read(
            """
            name: quiz
            format: csv
            question: "{topic}: {q}"
            choices:
              columns: [a1, a2, a3]
              may-end: true
            gold:
              text: right
            group: "{topic}"
            attributes: {level: "{level}"}
            """);
    memory.read(
        definition,
        Map.of(
            "quiz.csv",
            "topic,q,a1,a2,a3,right,level\nx,One?,p,q,r,q,easy\nx,Two?,s,t,,t,hard\n"
                .getBytes(StandardCharsets.UTF_8)));
    assertThat(memory.items).extracting(ChoiceItem::gold).containsExactly(1, 1);
    assertThat(memory.items.getLast().choices()).containsExactly("s", "t");
    assertThat(memory.items.getLast().question()).isEqualTo("x: Two?");
    assertThat(memory.items.getLast().group()).isEqualTo("x");
  }

  @Test
  void aDefinitionWithAFaultIsRefusedWithItsKeyOrLine() {
    assertDefinitionRefused("format: csv\nquestion: [\n", "line 2: not valid YAML");
    assertDefinitionRefused(
        "format: xml\nquestion: q\nchoices: {list: a}\ngold: {index: b}\n", "format is \"xml\"");
    assertDefinitionRefused(
        "format: csv\nquestion: q\nchoices: {list: a, fixed: [a, b]}\ngold: {index: b}\n",
        "choices names list and fixed");
    assertDefinitionRefused("format: csv\nquestion: q\nchoices: {list: a}\n", "gold is missing");
    assertDefinitionRefused("format: csv\nanswer: q\n", "answer is no key");
    assertDefinitionRefused(
        "format: csv\nquestion: q\nclean: []\nchoices: {list: a}\ngold: {index: b}\n",
        "only for the definitions of the service");
    assertDefinitionRefused("[]", "must be a mapping");
  }

  private static void assertDefinitionRefused(String text, String fault) {
    assertThatThrownBy(() -> MemoryItems.LIBRARY.read(text)).hasMessageContaining(fault);
  }

  @Test
  void itemsOfOneGroupOrThatRepeatOneAnotherAreInOnePartAndPartsHaveTheirSizes() {
    StringBuilder file = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      // Every 40th repeats one of another template.
      int number = i % 40 == 39 ? i - 30 : i;
      file.append(
          """
          {"question_index": "%d", "category": "X", "context": "C%d", "question": "Q", "ans0": "a", "ans1": "b", "ans2": "c", "label": %d}
          """
              .formatted(i / 8, number, number % 3));
    }
    Dataset dataset = memory.read("bbq", file.toString());
    for (long seed = 0; seed < 20; seed++) {
      TaskSplit split = memory.split(dataset, view(TaskView.Protocol.SOUND, seed));
      int[] units = memory.readIndex(dataset).units();
      assertThat(split.train().length + split.validation().length + split.test().length)
          .isBetween(370, 400);
      for (int item : split.train()) {
        for (int other : split.test()) {
          assertThat(units[other]).isNotEqualTo(units[item]);
        }
      }
    }
    assertThat(dataset.content()).isNotNull().extracting(TaskContent::repeatedCount).isEqualTo(10);
  }

  private static TaskView view(TaskView.Protocol protocol, long seed) {
    return new TaskView(
        protocol, seed, new TaskView.Sizes(4000, 0, 0, 0), protocol == TaskView.Protocol.SOUND);
  }

  private static List<String> skipped(Dataset dataset) {
    assertThat(dataset.content()).isNotNull();
    return dataset.content() == null
        ? List.of()
        : dataset.content().skipped().stream()
            .map(one -> one.reason() + " " + one.count() + " " + one.first())
            .toList();
  }
}
