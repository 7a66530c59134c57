package org.steermesh.engine.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/**
 * The model's own tokenizer and chat template. Thread-safe; owns a native handle until closed.
 *
 * <p>As in Hugging Face, the text of a special token inside a prompt or completion becomes that
 * token: text from people one does not trust has to be cleaned before it gets here.
 *
 * <p>Some tokenizers (Llama 2, Mistral) write a blank before every text they are given. Since
 * prompt and completion are tokenised apart, their completion begins with that blank too.
 */
public final class TextTokenizer implements AutoCloseable {

  /** Most UTF-8 bytes of a text, rendered or not. */
  public static final int MOST_BYTES = 1 << 20;

  private final HuggingFaceTokenizer tokenizer;
  private final Vocabulary vocabulary;
  private final SpecialTokens special;
  private final ChatTemplate template;
  private final String digest;
  private final TokenTexts texts;

  private TextTokenizer(
      HuggingFaceTokenizer tokenizer,
      Vocabulary vocabulary,
      SpecialTokens special,
      ChatTemplate template,
      String digest) {
    this.tokenizer = tokenizer;
    this.vocabulary = vocabulary;
    this.special = special;
    this.template = template;
    this.digest = digest;
    this.texts = new DecodedTokens(tokenizer, vocabulary, special);
  }

  /**
   * Opens tokenizer.json and tokenizer_config.json (and chat_template.jinja where present).
   *
   * @throws EngineException CHECKPOINT_MISSING or TOKENIZER_INVALID when tokenizer.json is missing
   *     or cannot be read; a missing or broken chat template refuses only chats
   */
  public static TextTokenizer open(Path directory) {
    return open(directory, Clock.systemUTC());
  }

  /** The same, with the clock (otherwise UTC) of templates that write the date. */
  static TextTokenizer open(Path directory, Clock clock) {
    TokenizerFiles files = new TokenizerFiles(directory);
    byte[] json = files.tokenizer();
    Vocabulary vocabulary = Vocabulary.read(json);
    JsonNode config = files.object("tokenizer_config.json");
    SpecialTokens special = SpecialTokens.read(files, config, vocabulary);
    ChatTemplate template = ChatTemplate.read(files, config, special.names(), clock);
    return new TextTokenizer(
        openNative(directory), vocabulary, special, template, TokenizerFiles.digest(json));
  }

  private static HuggingFaceTokenizer openNative(Path directory) {
    stayOffline();
    try {
      return HuggingFaceTokenizer.builder()
          .optTokenizerPath(directory.resolve(TokenizerFiles.TOKENIZER))
          .optAddSpecialTokens(false)
          .optTruncation(false)
          .optPadding(false)
          .build();
    } catch (IOException | RuntimeException e) {
      String text = String.valueOf(e.getMessage());
      String first = text.lines().findFirst().orElse("");
      String reason = first.length() > 200 ? first.substring(0, 200) + "..." : first;
      throw TokenizerFiles.invalid("tokenizer.json is not a tokenizer: " + reason);
    }
  }

  /** Otherwise the library reports its start and looks for a GPU build over the network. */
  private static void stayOffline() {
    for (String name : new String[] {"ai.djl.offline", "OPT_OUT_TRACKING"}) {
      System.setProperty(name, "true");
    }
    if (System.getenv("RUST_FLAVOR") == null && System.getProperty("RUST_FLAVOR") == null) {
      System.setProperty("RUST_FLAVOR", "cpu");
    }
  }

  /**
   * Turns a prompt and its completion (possibly empty) into tokens; each is tokenised apart, the
   * completion without special tokens. A chat's special tokens are those its template writes.
   *
   * @throws EngineException PROMPT_EMPTY, PROMPT_TOO_LONG, TOKEN_OUT_OF_RANGE, TEMPLATE_INVALID,
   *     TEMPLATE_TOO_EXPENSIVE
   * @throws IllegalArgumentException when a text has half a surrogate pair
   */
  public TokenSequence encode(Prompt prompt, String completion) {
    Pieces first =
        switch (prompt) {
          case Prompt.Text(String text, boolean addSpecialTokens) -> pieces(text, addSpecialTokens);
          case Prompt.Chat chat -> pieces(render(chat, true), false);
          case Prompt.Tokens(int[] ids) -> known(ids);
        };
    if (first.ids().length == 0) {
      throw new EngineException(
          EngineReason.PROMPT_EMPTY, "the prompt has no token; at least one is needed");
    }
    Pieces second = pieces(completion, false);
    if (first.bytes() + second.bytes() > MOST_BYTES) {
      throw tooLong(first.bytes() + second.bytes());
    }
    return first.then(second, special.bos());
  }

  /**
   * The text of a chat as the model's template writes it.
   *
   * @throws EngineException TEMPLATE_INVALID, TEMPLATE_TOO_EXPENSIVE, PROMPT_EMPTY, PROMPT_TOO_LONG
   */
  public String render(Prompt.Chat chat, boolean addGenerationPrompt) {
    if (chat.messages().isEmpty()) {
      throw new EngineException(
          EngineReason.PROMPT_EMPTY, "the chat has no message; at least one is needed");
    }
    long bytes = 0;
    for (ChatMessage message : chat.messages()) {
      bytes += Utf8.length(message.role()) + Utf8.length(message.content());
    }
    if (bytes > MOST_BYTES) {
      throw tooLong(bytes);
    }
    return template.render(chat.messages(), addGenerationPrompt);
  }

  private Pieces pieces(String text, boolean addSpecialTokens) {
    long bytes = Utf8.length(text);
    if (bytes > MOST_BYTES) {
      throw tooLong(bytes);
    }
    Encoding encoding = tokenizer.encode(text, addSpecialTokens, false);
    int[] ids = Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
    int[] starts = new int[ids.length];
    int[] ends = new int[ids.length];
    int[] offsets = Utf8.offsets(text);
    CharSpan[] spans = encoding.getCharTokenSpans();
    for (int i = 0; i < ids.length; i++) {
      boolean inText = spans[i] != null;
      starts[i] = inText ? offsets[spans[i].getStart()] : -1;
      ends[i] = inText ? offsets[spans[i].getEnd()] : -1;
    }
    return new Pieces(ids, text, (int) bytes, starts, ends);
  }

  private Pieces known(int[] ids) {
    for (int id : ids) {
      vocabulary.check(id);
    }
    int[] unknown = new int[ids.length];
    Arrays.fill(unknown, -1);
    return new Pieces(ids.clone(), "", 0, unknown, unknown.clone());
  }

  private static EngineException tooLong(long bytes) {
    return new EngineException(
        EngineReason.PROMPT_TOO_LONG,
        "the text has " + bytes + " bytes of UTF-8; at most " + MOST_BYTES + " are allowed",
        Map.of("bytes", Long.toString(bytes), "allowed", Integer.toString(MOST_BYTES)));
  }

  /** The ids of a piece of text alone, no special tokens added: continuations, stop strings. */
  public int[] encodePiece(String text) {
    return pieces(text, false).ids();
  }

  /** The text of ids; special tokens are left out, broken UTF-8 becomes U+FFFD. */
  public String decode(int[] ids) {
    long[] wide = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      vocabulary.check(ids[i]);
      wide[i] = ids[i];
    }
    return ids.length == 0 ? "" : tokenizer.decode(wide, true);
  }

  /**
   * The text of a token that others stand before; a part of a character alone is U+FFFD. Some
   * decoders (Llama 2, Mistral) take the blank away that a text begins with, so here it stands
   * behind itself.
   */
  public String decodeNext(int id) {
    String first = decode(new int[] {id});
    String twice = decode(new int[] {id, id});
    return twice.startsWith(first) ? twice.substring(first.length()) : first;
  }

  /** What each token says. */
  public TokenTexts texts() {
    return texts;
  }

  /** Decodes tokens one at a time. */
  public StreamDecoder streamDecoder() {
    return new StreamDecoder(this);
  }

  /** The token that the vocabulary spells exactly so. */
  public OptionalInt idOf(String piece) {
    return vocabulary.find(piece);
  }

  /** One token as the vocabulary spells it. */
  public String piece(int id) {
    return vocabulary.piece(id);
  }

  /** One more than the largest token id. */
  public int vocabularySize() {
    return vocabulary.size();
  }

  /** The beginning-of-sequence token, where the model has one. */
  public OptionalInt bosId() {
    return special.bos();
  }

  /**
   * The tokens that end a text: those of tokenizer_config.json, generation_config.json and
   * config.json.
   */
  public Set<Integer> endOfTextIds() {
    return special.ends();
  }

  /** SHA-256 (hex) of tokenizer.json. */
  public String digest() {
    return digest;
  }

  /** SHA-256 (hex) of the chat template, empty when there is none. */
  public String templateDigest() {
    return template.digest();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
