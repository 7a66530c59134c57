package org.steermesh.cli.demo.world;

import java.util.List;

/** How the demo model writes a chat. */
public final class ChatTemplate {

  /** Begins every document. */
  public static final String BOS = "<|bos|>";

  /** Ends every document. */
  public static final String EOS = "<|eos|>";

  /** Ends every message. */
  public static final String END = "<|end|>";

  private ChatTemplate() {}

  /**
   * One message of a chat.
   *
   * @param role {@code system}, {@code user} or {@code assistant}
   * @param content the text
   */
  public record Message(String role, String content) {}

  /** The messages as the model reads them, without a generation prompt. */
  public static String render(List<Message> messages) {
    StringBuilder text = new StringBuilder(BOS);
    for (Message message : messages) {
      text.append("<|").append(message.role()).append("|>").append(message.content()).append(END);
    }
    return text.toString();
  }
}
