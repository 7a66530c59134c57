package org.steermesh.vector.domain;

import java.time.Instant;
import java.util.SortedMap;

/**
 * A named line of versions.
 *
 * @param id the id in {@code vectors/{vector}}
 * @param createTime when its first version was made
 * @param versionCount at least 1
 * @param newest its newest version
 * @param aliases digest by alias
 */
public record SteeringVector(
    String id,
    Instant createTime,
    int versionCount,
    Version newest,
    SortedMap<String, String> aliases) {}
