package org.steermesh.engine.training.bpe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A learned byte-level BPE; ids are places in the list of pieces. */
public final class BpeTokenizer {

  /** Writes a chat as {@code <|bos|><|user|>...<|end|><|assistant|>}. */
  public static final String CHAT_TEMPLATE =
      "{{- bos_token }}"
          + "{%- for message in messages %}"
          + "{%- if message['role'] not in ['system', 'user', 'assistant'] %}"
          + "{{- raise_exception('Only the roles system, user and assistant are known') }}"
          + "{%- endif %}"
          + "{{- '<|' + message['role'] + '|>' + message['content'] | trim + '<|end|>' }}"
          + "{%- endfor %}"
          + "{%- if add_generation_prompt %}{{- '<|assistant|>' }}{%- endif %}";

  private final List<String> pieces;
  private final List<Merge> merges;

  BpeTokenizer(List<String> pieces, List<Merge> merges) {
    this.pieces = List.copyOf(pieces);
    this.merges = List.copyOf(merges);
  }

  /** Number of token ids. */
  public int vocabularySize() {
    return pieces.size();
  }

  /**
   * Writes tokenizer.json, tokenizer_config.json and special_tokens_map.json.
   *
   * @param directory exists
   * @param context most tokens of a sequence, for readers that ask the tokenizer
   * @throws IOException when a file cannot be written
   */
  public void write(Path directory, int context) throws IOException {
    write(directory.resolve("tokenizer.json"), tokenizer());
    Map<String, Object> names =
        object(
            "bos_token", SpecialToken.BOS.text(),
            "eos_token", SpecialToken.EOS.text(),
            "pad_token", SpecialToken.PAD.text());
    write(directory.resolve("special_tokens_map.json"), names);
    Map<String, Object> config = new LinkedHashMap<>(names);
    config.put("chat_template", CHAT_TEMPLATE);
    config.put("clean_up_tokenization_spaces", false);
    config.put("model_max_length", context);
    config.put("tokenizer_class", "PreTrainedTokenizerFast");
    write(directory.resolve("tokenizer_config.json"), config);
  }

  private static void write(Path file, Map<String, Object> json) throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    Files.writeString(file, mapper.writeValueAsString(json) + "\n");
  }

  /** Names and values by turns, kept in order so that equal tokenizers are equal files. */
  private static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }

  private Map<String, Object> tokenizer() {
    Map<String, Object> byteLevel =
        object(
            "type", "ByteLevel",
            "add_prefix_space", false,
            "trim_offsets", false,
            "use_regex", false);
    Map<String, Object> split =
        object(
            "type",
            "Split",
            "pattern",
            Map.of("Regex", BpeTrainer.WORD),
            "behavior",
            "Isolated",
            "invert",
            false);
    return object(
        "version", "1.0",
        "added_tokens", Stream.of(SpecialToken.values()).map(BpeTokenizer::added).toList(),
        "pre_tokenizer", object("type", "Sequence", "pretokenizers", List.of(split, byteLevel)),
        "post_processor",
            object("type", "Sequence", "processors", List.of(byteLevel, beginWithBos())),
        "decoder", byteLevel,
        "model", model());
  }

  private static Map<String, Object> added(SpecialToken token) {
    return object(
        "id", token.id(),
        "content", token.text(),
        "single_word", false,
        "lstrip", false,
        "rstrip", false,
        "normalized", false,
        "special", true);
  }

  private static Map<String, Object> beginWithBos() {
    String bos = SpecialToken.BOS.text();
    Map<String, Object> first = Map.of("SpecialToken", object("id", bos, "type_id", 0));
    Map<String, Object> text = Map.of("Sequence", object("id", "A", "type_id", 0));
    Map<String, Object> second = Map.of("Sequence", object("id", "B", "type_id", 0));
    Map<String, Object> token =
        object("id", bos, "ids", List.of(SpecialToken.BOS.id()), "tokens", List.of(bos));
    return object(
        "type", "TemplateProcessing",
        "single", List.of(first, text),
        "pair", List.of(first, text, second),
        "special_tokens", Map.of(bos, token));
  }

  private Map<String, Object> model() {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    for (int id = 0; id < pieces.size(); id++) {
      vocabulary.put(pieces.get(id), id);
    }
    return object(
        "type",
        "BPE",
        "byte_fallback",
        false,
        "ignore_merges",
        false,
        "vocab",
        vocabulary,
        "merges",
        merges.stream().map(m -> pieces.get(m.left()) + " " + pieces.get(m.right())).toList());
  }
}
