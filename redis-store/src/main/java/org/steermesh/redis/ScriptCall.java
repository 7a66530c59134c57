package org.steermesh.redis;

import java.util.List;

/**
 * What a script is given.
 *
 * @param keys all that it reads or writes, in one slot
 * @param values the rest
 */
public record ScriptCall(List<String> keys, List<byte[]> values) {}
