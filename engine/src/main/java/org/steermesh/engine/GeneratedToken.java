package org.steermesh.engine;

/**
 * One generated token, as it is decoded.
 *
 * @param id the token
 * @param logProbability natural log of its probability under the unmodified (temperature 1)
 *     distribution
 * @param text the text that is complete with this token; empty while a UTF-8 character or a
 *     possible stop string is held back
 */
public record GeneratedToken(int id, float logProbability, String text) {}
