package org.steermesh.engine.tokenizer;

/**
 * One message of a chat.
 *
 * @param role {@code system}, {@code user}, {@code assistant}, or what the template knows
 * @param content the text
 */
public record ChatMessage(String role, String content) {}
