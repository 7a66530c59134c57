package org.steermesh.vector.api;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.steermesh.contract.FieldViolation;
import org.steermesh.contract.SteermeshException;
import org.steermesh.vector.domain.task.ChoiceItem;
import org.steermesh.vector.domain.task.ShownItem;
import org.steermesh.vector.domain.task.SkipReason;
import org.steermesh.vector.domain.task.TaskContent;
import org.steermesh.vector.domain.task.TaskDefinition;
import org.steermesh.vector.domain.task.TaskSplit;
import org.steermesh.vector.domain.task.TaskView;
import org.steermesh.vector.v1.SkippedItems;
import org.steermesh.vector.v1.Task;
import org.steermesh.vector.v1.TaskItem;
import org.steermesh.vector.v1.TaskItems;
import org.steermesh.vector.v1.TaskPart;
import org.steermesh.vector.v1.TaskProtocol;

/** Translates multiple-choice tasks. */
final class TaskProtos {

  private static final int MOST_ITEMS = 64;

  private TaskProtos() {}

  static TaskView view(String field, org.steermesh.vector.v1.TaskView sent) {
    TaskView.Protocol protocol =
        switch (sent.getProtocol()) {
          case TASK_PROTOCOL_PAPER -> TaskView.Protocol.PAPER;
          case TASK_PROTOCOL_UNSPECIFIED, TASK_PROTOCOL_SOUND -> TaskView.Protocol.SOUND;
          case UNRECOGNIZED ->
              throw SteermeshException.ofField(
                  field + ".protocol", "must be TASK_PROTOCOL_PAPER or TASK_PROTOCOL_SOUND");
        };
    List<FieldViolation> violations = new ArrayList<>();
    checkSeed(violations, field + ".seed", sent.getSeed());
    checkCount(violations, field + ".max_items", sent.getMaxItems());
    checkCount(violations, field + ".train_count", sent.getTrainCount());
    checkCount(violations, field + ".validation_count", sent.getValidationCount());
    checkCount(violations, field + ".test_count", sent.getTestCount());
    boolean isPaper = protocol == TaskView.Protocol.PAPER;
    if (isPaper && sent.getSplitByGroup()) {
      violations.add(
          new FieldViolation(
              field + ".split_by_group", "the paper's protocol splits row by row; use sound"));
    }
    if (!violations.isEmpty()) {
      throw SteermeshException.ofFields(violations);
    }
    int given = sent.getTrainCount() | sent.getValidationCount() | sent.getTestCount();
    int most = sent.getMaxItems() == 0 ? TaskView.DEFAULT_MOST : sent.getMaxItems();
    return new TaskView(
        protocol,
        sent.getSeed(),
        new TaskView.Sizes(
            given == 0 ? most : 0,
            sent.getTrainCount(),
            sent.getValidationCount(),
            sent.getTestCount()),
        !isPaper && (!sent.hasSplitByGroup() || sent.getSplitByGroup()));
  }

  static void checkSeed(String field, long seed) {
    List<FieldViolation> violations = new ArrayList<>();
    checkSeed(violations, field, seed);
    if (!violations.isEmpty()) {
      throw SteermeshException.ofFields(violations);
    }
  }

  private static void checkSeed(List<FieldViolation> violations, String field, long seed) {
    if (seed < 0 || seed > TaskView.LARGEST_SEED) {
      violations.add(new FieldViolation(field, seed + " is outside 0 to " + TaskView.LARGEST_SEED));
    }
  }

  private static void checkCount(List<FieldViolation> violations, String field, int count) {
    if (count < 0) {
      violations.add(new FieldViolation(field, count + " is negative: it must be 0 or more"));
    }
  }

  static org.steermesh.vector.v1.TaskView view(TaskView view) {
    return org.steermesh.vector.v1.TaskView.newBuilder()
        .setProtocol(
            switch (view.protocol()) {
              case PAPER -> TaskProtocol.TASK_PROTOCOL_PAPER;
              case SOUND -> TaskProtocol.TASK_PROTOCOL_SOUND;
            })
        .setSeed(view.seed())
        .setMaxItems(view.sizes().most())
        .setTrainCount(view.sizes().train())
        .setValidationCount(view.sizes().validation())
        .setTestCount(view.sizes().test())
        .setSplitByGroup(view.byGroup())
        .build();
  }

  static TaskView.Part part(TaskPart part) {
    return switch (part) {
      case TASK_PART_UNSPECIFIED, TASK_PART_ALL -> TaskView.Part.ALL;
      case TASK_PART_TRAIN -> TaskView.Part.TRAIN;
      case TASK_PART_VALIDATION -> TaskView.Part.VALIDATION;
      case TASK_PART_TEST -> TaskView.Part.TEST;
      case UNRECOGNIZED ->
          throw SteermeshException.ofField(
              "part",
              "must be TASK_PART_ALL, TASK_PART_TRAIN, TASK_PART_VALIDATION or TASK_PART_TEST");
    };
  }

  private static TaskPart part(TaskView.Part part) {
    return switch (part) {
      case ALL -> TaskPart.TASK_PART_ALL;
      case TRAIN -> TaskPart.TASK_PART_TRAIN;
      case VALIDATION -> TaskPart.TASK_PART_VALIDATION;
      case TEST -> TaskPart.TASK_PART_TEST;
    };
  }

  static org.steermesh.vector.v1.TaskSplit split(TaskSplit split, TaskView.Part part) {
    return org.steermesh.vector.v1.TaskSplit.newBuilder()
        .setView(view(split.view()))
        .setTrainCount(split.train().length)
        .setValidationCount(split.validation().length)
        .setTestCount(split.test().length)
        .setGroupCount(split.groupCount())
        .setLeftOutCount(split.leftOut())
        .setPartCount(split.items(part).length)
        .build();
  }

  /** The next items, as many as one message holds. */
  static TaskItems items(Iterator<ShownItem> items) {
    TaskItems.Builder message = TaskItems.newBuilder();
    while (items.hasNext() && message.getItemsCount() < MOST_ITEMS) {
      message.addItems(item(items.next()));
    }
    return message.build();
  }

  private static TaskItem item(ShownItem shown) {
    return TaskItem.newBuilder()
        .setIndex(shown.index())
        .setPrompt(shown.prompt())
        .addAllLetters(
            IntStream.range(0, shown.order().size()).mapToObj(ShownItem::letter).toList())
        .addAllChoices(shown.choices())
        .setGold(shown.gold())
        .addAllCorrect(shown.correct())
        .addAllOrder(shown.order())
        .setQuestion(shown.item().question())
        .setGroup(shown.item().group())
        .putAllAttributes(shown.item().attributes())
        .setPart(part(shown.part()))
        .build();
  }

  static org.steermesh.vector.v1.ChoiceItem item(ChoiceItem item) {
    return org.steermesh.vector.v1.ChoiceItem.newBuilder()
        .setQuestion(item.question())
        .addAllChoices(item.choices())
        .setGold(item.gold())
        .addAllCorrect(item.correct())
        .setFact(item.fact())
        .setNote(item.note())
        .setGroup(item.group())
        .putAllAttributes(item.attributes())
        .setLeftOutBy(
            switch (item.scope()) {
              case BOTH -> SkippedItems.Scope.SCOPE_UNSPECIFIED;
              case SOUND_ONLY -> SkippedItems.Scope.SCOPE_PAPER;
              case PAPER_ONLY -> SkippedItems.Scope.SCOPE_SOUND;
            })
        .build();
  }

  static ChoiceItem item(org.steermesh.vector.v1.ChoiceItem sent) {
    return new ChoiceItem(
        sent.getQuestion(),
        List.copyOf(sent.getChoicesList()),
        sent.getGold(),
        List.copyOf(sent.getCorrectList()),
        sent.getFact(),
        sent.getNote(),
        sent.getGroup(),
        Map.copyOf(sent.getAttributesMap()),
        switch (sent.getLeftOutBy()) {
          case SCOPE_UNSPECIFIED -> ChoiceItem.Scope.BOTH;
          case SCOPE_PAPER -> ChoiceItem.Scope.SOUND_ONLY;
          case SCOPE_SOUND -> ChoiceItem.Scope.PAPER_ONLY;
          case SCOPE_ALL, UNRECOGNIZED ->
              throw SteermeshException.ofField(
                  "items.left_out_by", "must be SCOPE_PAPER, SCOPE_SOUND or unset");
        });
  }

  static SkippedItems skipped(TaskContent.Skipped skipped) {
    return SkippedItems.newBuilder()
        .setReason(skipped.reason().name())
        .setCount(skipped.count())
        .setScope(scope(skipped.reason().scope()))
        .setFirst(skipped.first())
        .build();
  }

  private static SkippedItems.Scope scope(SkipReason.Skipped scope) {
    return switch (scope) {
      case ALL -> SkippedItems.Scope.SCOPE_ALL;
      case PAPER -> SkippedItems.Scope.SCOPE_PAPER;
      case SOUND -> SkippedItems.Scope.SCOPE_SOUND;
    };
  }

  static Task task(TaskDefinition definition) {
    return Task.newBuilder()
        .setName(definition.about().name())
        .setTitle(definition.about().title())
        .setSource(definition.about().source())
        .setLicence(definition.about().licence())
        .setFormat(definition.format().toText())
        .addAllPaperNames(definition.about().paperNames())
        .build();
  }
}
