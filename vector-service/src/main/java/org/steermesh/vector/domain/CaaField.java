package org.steermesh.vector.domain;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The fields of one CAA item; there are no others. */
enum CaaField {
  QUESTION("question"),
  MATCHING("answer_matching_behavior"),
  NOT_MATCHING("answer_not_matching_behavior");

  private final String key;

  CaaField(String key) {
    this.key = key;
  }

  /** The name in the file. */
  String key() {
    return key;
  }

  static Optional<CaaField> of(String key) {
    return Stream.of(values()).filter(field -> field.key.equals(key)).findFirst();
  }

  static String list() {
    return Stream.of(values()).map(CaaField::key).collect(Collectors.joining(", "));
  }
}
