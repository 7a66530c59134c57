package org.steermesh.generation.api.openai;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.steermesh.contract.FieldViolation;
import org.steermesh.contract.SteermeshException;

/**
 * What the fields of the contract are called in a body.
 *
 * @param alternatives the field that asks for the likeliest tokens
 * @param listed how many interventions {@code steering} lists; those after them come from {@code
 *     model}
 */
record FieldNames(String alternatives, int listed) {

  private static final Pattern INTERVENTION = Pattern.compile("interventions\\[(\\d{1,9})].*");

  /** A refusal of fields of the contract, which names those of the body. */
  SteermeshException told(SteermeshException refusal) {
    return refusal.violations().isEmpty()
        ? refusal
        : refusal
            .withViolations(
                refusal.violations().stream()
                    .map(each -> new FieldViolation(name(each.field()), each.description()))
                    .toList())
            .causedBy(refusal);
  }

  private String name(String field) {
    Matcher intervention = INTERVENTION.matcher(field);
    if (intervention.matches() && Integer.parseInt(intervention.group(1)) >= listed) {
      return "model";
    }
    return switch (field) {
      case "text_count" -> "n";
      case "caller" -> "user";
      case "sampling.alternative_count" -> alternatives;
      default ->
          field
              .replaceFirst("^sampling\\.stop_strings", "stop")
              .replaceFirst("^sampling\\.", "")
              .replaceFirst("^input\\.prompt\\.chat\\.", "")
              .replaceFirst("^input\\.prompt(\\[\\d+])?(\\..*)?$", "prompt$1")
              .replaceFirst("^(interventions|policy)\\b", "steering.$1");
    };
  }
}
