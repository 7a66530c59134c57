package org.steermesh.vector.domain.task;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import org.steermesh.vector.domain.Digests;

/**
 * A multiple-choice item, as every task becomes.
 *
 * @param question without its choices
 * @param choices 2 to 26, in the order of the file
 * @param gold index of the answer that counts as right
 * @param correct indices of every true choice, ascending
 * @param fact what the prompt reminds of; empty for none
 * @param note what the prompt adds after {@code Answer:}; empty for nothing
 * @param group what must stay together with it; empty for itself alone
 * @param attributes what the file tells besides
 * @param scope which protocols use it
 */
public record ChoiceItem(
    String question,
    List<String> choices,
    int gold,
    List<Integer> correct,
    String fact,
    String note,
    String group,
    Map<String, String> attributes,
    Scope scope) {

  /** As many as there are letters. */
  static final int MOST_CHOICES = 26;

  /** Which protocols use an item. */
  public enum Scope {
    /** Both. */
    BOTH(0),
    /** The published code skips it. */
    SOUND_ONLY(1),
    /** The published code takes it, although it has no one right answer. */
    PAPER_ONLY(2);

    private final int code;

    Scope(int code) {
      this.code = code;
    }

    /** As an index keeps it. */
    byte code() {
      return (byte) code;
    }
  }

  /** 64 bits that equal questions with equal choices have in common, in whatever order. */
  long contentHash() {
    MessageDigest sha256 = Digests.newSha256();
    add(sha256, question);
    choices.stream().sorted().forEach(choice -> add(sha256, choice));
    return ByteBuffer.wrap(sha256.digest()).getLong();
  }

  /** 64 bits that the items of one group have in common. */
  long groupHash() {
    if (group.isEmpty()) {
      return contentHash();
    }
    MessageDigest sha256 = Digests.newSha256();
    add(sha256, group);
    return ByteBuffer.wrap(sha256.digest()).getLong();
  }

  private static void add(MessageDigest sha256, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    sha256.update(bytes);
  }
}
