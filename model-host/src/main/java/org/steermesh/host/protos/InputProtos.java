package org.steermesh.host.protos;

import java.util.List;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.tokenizer.ChatMessage;
import org.steermesh.engine.tokenizer.Prompt;
import org.steermesh.host.ModelInput;
import org.steermesh.type.v1.ChatPrompt;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.TextPrompt;

/** {@code steermesh.type.v1.Input}. */
public final class InputProtos {

  private InputProtos() {}

  /**
   * An input in the engine's words.
   *
   * @param field the input's field in the request, for errors
   * @throws SteermeshException FIELD_INVALID for a missing prompt
   */
  public static ModelInput input(String field, Input input) {
    return new ModelInput(prompt(field + ".prompt", input.getPrompt()), input.getCompletion());
  }

  private static Prompt prompt(String field, org.steermesh.type.v1.Prompt prompt) {
    return switch (prompt.getKindCase()) {
      case TEXT -> text(prompt.getText());
      case CHAT -> chat(field + ".chat", prompt.getChat());
      case TOKENS ->
          new Prompt.Tokens(
              prompt.getTokens().getIdsList().stream().mapToInt(Integer::intValue).toArray());
      case KIND_NOT_SET ->
          throw SteermeshException.ofField(
              field, "is required: one of text, chat and tokens must be set");
    };
  }

  private static Prompt text(TextPrompt text) {
    return new Prompt.Text(
        text.getText(), !text.hasAddSpecialTokens() || text.getAddSpecialTokens());
  }

  private static Prompt chat(String field, ChatPrompt chat) {
    if (chat.getMessagesCount() == 0) {
      throw SteermeshException.ofField(field + ".messages", "is empty; at least one is needed");
    }
    List<ChatMessage> messages =
        chat.getMessagesList().stream()
            .map(message -> new ChatMessage(message.getRole(), message.getContent()))
            .toList();
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).role().isEmpty()) {
        throw SteermeshException.ofField(field + ".messages[" + i + "].role", "is required");
      }
    }
    return new Prompt.Chat(messages);
  }
}
