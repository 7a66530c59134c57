package org.steermesh.vector.domain;

import com.fasterxml.jackson.core.JsonToken;

/** The kinds of JSON value, as a message names them. */
enum JsonKind {
  OBJECT("an object"),
  ARRAY("an array"),
  TEXT("a string"),
  NUMBER("a number"),
  BOOLEAN("a boolean"),
  NULL("null");

  private final String words;

  JsonKind(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  static JsonKind of(JsonToken token) {
    return switch (token) {
      case START_OBJECT, END_OBJECT -> OBJECT;
      case START_ARRAY, END_ARRAY -> ARRAY;
      case VALUE_STRING, FIELD_NAME -> TEXT;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> NUMBER;
      case VALUE_TRUE, VALUE_FALSE -> BOOLEAN;
      case VALUE_NULL, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> NULL;
    };
  }
}
