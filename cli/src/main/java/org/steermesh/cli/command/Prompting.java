package org.steermesh.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Optional;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.GateSpec;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.show.Terminal;
import org.steermesh.contract.protos.SteerSpec;
import org.steermesh.type.v1.ChatMessage;
import org.steermesh.type.v1.ChatPrompt;
import org.steermesh.type.v1.ExcludedSpan;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.PromptLayout.Rendering;
import org.steermesh.type.v1.TextPrompt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A prompt, how it is shown to the model, and what steers it. */
final class Prompting {

  @Parameters(
      arity = "0..1",
      paramLabel = "PROMPT",
      description = "The prompt. Default: what comes on standard input.")
  private Optional<String> argument = Optional.empty();

  @Option(names = "--prompt", paramLabel = "TEXT", description = "The same, as an option.")
  private Optional<String> option = Optional.empty();

  @Option(
      names = "--raw",
      description =
          "Take the prompt as it is. Default: one user message in the model's chat template, where"
              + " the model has one.")
  private boolean raw;

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "A system message before the prompt, in a chat.")
  private Optional<String> system = Optional.empty();

  @Option(
      names = "--completion",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "The beginning of the answer, which the model continues.")
  private String completion;

  @Option(
      names = "--steer",
      paramLabel = "NAME[@ALIAS|@DIGEST][:BLOCK]:STRENGTH",
      description =
          "Add STRENGTH times a vector, at BLOCK or where the vector acts by default. Repeatable; a"
              + " negative strength steers the other way.")
  private List<SteerSpec> steer = List.of();

  @Option(
      names = "--gate",
      paramLabel = "NAME[@ALIAS|@DIGEST][#FEATURE][:BLOCK]:THRESHOLD",
      description =
          "Steer only tokens whose activation is further along this vector than THRESHOLD, or has"
              + " FEATURE of this sparse vector above it.")
  private Optional<GateSpec> gate = Optional.empty();

  @Mixin private Latching latching;

  @Mixin private SteeredPositions steered;

  @Option(
      names = "--steer-except",
      paramLabel = "code|tools|BEGIN..END",
      description =
          "Leave the tokens of these stretches of text alone: fenced blocks of code, calls of"
              + " tools, or what stands between two texts. Can be repeated.")
  private List<ExcludedSpan> except = List.of();

  List<Intervention> interventions() {
    latching.require(gate.isPresent());
    return steer.stream()
        .map(spec -> {
          Intervention.Builder intervention = spec.toProto().toBuilder();
          steered.rule().ifPresent(intervention::setPositions);
          if (!except.isEmpty()) {
            intervention.getPositionsBuilder().addAllExcludedSpans(except);
          }
          latching.gate(gate).ifPresent(intervention::setGate);
          return intervention.build();
        })
        .toList();
  }

  Input input(MeshClient mesh, Terminal terminal) {
    return Input.newBuilder().setPrompt(prompt(mesh, terminal)).setCompletion(completion).build();
  }

  private Prompt prompt(MeshClient mesh, Terminal terminal) {
    if (raw && system.isPresent()) {
      throw new SteerException(ExitCode.USAGE, "--raw takes no --system: it is not a chat");
    }
    String text = option.or(() -> argument).orElseGet(() -> standardInput(terminal));
    if (raw || Layout.fitting(mesh) != Rendering.RENDERING_CHAT) {
      return Prompt.newBuilder().setText(TextPrompt.newBuilder().setText(text)).build();
    }
    ChatPrompt.Builder chat = ChatPrompt.newBuilder();
    system.ifPresent(words -> chat.addMessages(message("system", words)));
    return Prompt.newBuilder().setChat(chat.addMessages(message("user", text))).build();
  }

  private static ChatMessage message(String role, String content) {
    return ChatMessage.newBuilder().setRole(role).setContent(content).build();
  }

  private static String standardInput(Terminal terminal) {
    if (terminal.inIsTerminal()) {
      throw new SteerException(ExitCode.USAGE, "give a PROMPT, or pipe one in");
    }
    try {
      byte[] bytes = System.in.readAllBytes();
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString().stripTrailing();
      if (text.isEmpty()) {
        throw new SteerException(
            ExitCode.USAGE, "there is no PROMPT, and standard input was empty");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new SteerException(ExitCode.USAGE, "standard input is not UTF-8 text", e);
    } catch (IOException e) {
      throw new SteerException(ExitCode.FAILED, "cannot read standard input: " + e.getMessage(), e);
    }
  }
}
