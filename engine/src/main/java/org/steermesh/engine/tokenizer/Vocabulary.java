package org.steermesh.engine.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/** The pieces of tokenizer.json by id, read without building its whole tree. */
final class Vocabulary {

  /** The largest published vocabularies have about 262 thousand ids. */
  private static final int MOST = 4 << 20;

  private final List<String> pieces = new ArrayList<>();

  private Vocabulary() {}

  /** Reads {@code model.vocab} (a mapping, or Unigram's list) and {@code added_tokens}. */
  static Vocabulary read(byte[] json) {
    Vocabulary vocabulary = new Vocabulary();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw TokenizerFiles.invalid("tokenizer.json is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "added_tokens" -> vocabulary.readAdded(parser);
          case "model" -> vocabulary.readModel(parser);
          default -> parser.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      throw TokenizerFiles.invalid("tokenizer.json is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (vocabulary.pieces.isEmpty()) {
      throw TokenizerFiles.invalid("tokenizer.json has no vocabulary");
    }
    return vocabulary;
  }

  private void readAdded(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      int id = -1;
      String content = "";
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        if (field.equals("id")) {
          id = parser.getIntValue();
        } else if (field.equals("content")) {
          content = parser.getText();
        } else {
          parser.skipChildren();
        }
      }
      put(id, content);
    }
  }

  private void readModel(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean isVocabulary = parser.currentName().equals("vocab");
      JsonToken start = parser.nextToken();
      if (isVocabulary && start == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String piece = parser.currentName();
          parser.nextToken();
          put(parser.getIntValue(), piece);
        }
      } else if (isVocabulary && start == JsonToken.START_ARRAY) {
        for (int id = 0; parser.nextToken() == JsonToken.START_ARRAY; id++) {
          parser.nextToken();
          put(id, parser.getText());
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            parser.skipChildren();
          }
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private void put(int id, String piece) {
    if (id < 0 || id >= MOST) {
      throw TokenizerFiles.invalid(
          "tokenizer.json has the token id " + id + "; allowed are 0 to " + (MOST - 1));
    }
    while (pieces.size() <= id) {
      pieces.add("");
    }
    pieces.set(id, piece);
  }

  /** One more than the largest id. */
  int size() {
    return pieces.size();
  }

  String piece(int id) {
    check(id);
    return pieces.get(id);
  }

  OptionalInt find(String piece) {
    int id = pieces.indexOf(piece);
    return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** Refuses an id that the vocabulary does not have. */
  void check(int id) {
    if (id < 0 || id >= pieces.size()) {
      throw new EngineException(
          EngineReason.TOKEN_OUT_OF_RANGE,
          "token id " + id + " is not in the vocabulary; allowed are 0 to " + (pieces.size() - 1),
          Map.of("id", Integer.toString(id), "vocabulary", Integer.toString(pieces.size())));
    }
  }
}
