package org.steermesh.vector.domain.task;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.vector.domain.Digests;
import org.steermesh.vector.domain.Quoted;

/** One upload on its way into the store: a block of items is all that is held at a time. */
final class TaskReading {

  private final TaskDefinition definition;
  private final TaskCatalog.Limits limits;
  private final ItemBlocks blocks;
  private final ItemMaker maker;
  private final MessageDigest sha256 = Digests.newSha256();
  private final SkipCounts skipped = new SkipCounts();
  private long bytes;
  private @Nullable String onlyAnswer;
  private boolean severalAnswers;

  TaskReading(TaskDefinition definition, TaskCatalog.Limits limits, ItemStore.Staged staged) {
    this.definition = definition;
    this.limits = limits;
    this.blocks = new ItemBlocks(staged, limits.items());
    this.maker = new ItemMaker(definition, limits.questionCharacters());
    sha256.update(definition.digest().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What was read.
   *
   * @param items number of items
   * @param bytes number of bytes of all files
   * @param digest SHA-256 (hex) over definition, names and bytes
   * @param content what the data set tells
   */
  record Result(int items, long bytes, String digest, TaskContent content) {}

  void read(UploadedFiles.UploadedFile file) {
    byte[] name = file.name().getBytes(StandardCharsets.UTF_8);
    sha256.update(name);
    sha256.update((byte) 0);
    long before = bytes;
    InputStream content = new DigestInputStream(new Counted(file.content()), sha256);
    new RowReader(definition, new UploadedFiles.UploadedFile(file.name(), content), this::take)
        .read();
    sha256.update(Long.toString(bytes - before).getBytes(StandardCharsets.UTF_8));
  }

  private void take(Row row) {
    try {
      ItemMaker.Made made = maker.make(row);
      made.objections().forEach(skipped::add);
      add(made.item());
    } catch (SkippedRow e) {
      skipped.add(e.reason(), row.place() + ": " + e.getMessage());
    }
  }

  private void add(ChoiceItem item) {
    blocks.add(item);
    String answer = item.choices().get(item.gold());
    severalAnswers |= onlyAnswer != null && !onlyAnswer.equals(answer);
    onlyAnswer = answer;
  }

  Result finish() {
    List<TaskContent.Skipped> reasons = skipped.toList();
    ItemIndex index = blocks.index();
    if (index.size() == 0) {
      throw TaskCatalog.invalid(
          reasons.isEmpty()
              ? "the files hold no row"
              : "no row can be used: "
                  + String.join(
                      "; ",
                      reasons.stream()
                          .map(one ->
                              "%d x %s, first %s".formatted(one.count(), one.reason(), one.first()))
                          .toList()));
    }
    if (index.size() > 1 && !severalAnswers) {
      throw TaskCatalog.invalid(
          "the right answer of all %d items is %s: with one class there is nothing to tell apart"
              .formatted(index.size(), Quoted.of(String.valueOf(onlyAnswer))));
    }
    blocks.finish();
    return new Result(
        index.size(),
        bytes,
        HexFormat.of().formatHex(sha256.digest()),
        new TaskContent(
            definition.about().name(), reasons, index.groupCount(), index.repeatedCount()));
  }

  /** Counts bytes, and refuses what is beyond the bound. */
  private final class Counted extends FilterInputStream {

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = in.read(buffer, offset, length);
      bytes += Math.max(count, 0);
      if (bytes > limits.bytes()) {
        throw new SteermeshException(
                ErrorReason.DATASET_TOO_LARGE,
                "the files are larger than the " + limits.bytes() + " bytes allowed")
            .with("limit_bytes", Long.toString(limits.bytes()));
      }
      return count;
    }
  }
}
