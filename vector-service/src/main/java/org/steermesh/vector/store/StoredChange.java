package org.steermesh.vector.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.steermesh.vector.domain.AliasChange;

/** The stored form of {@link AliasChange}, as the scripts write it; the time in ms since 1970. */
record StoredChange(
    int format, String alias, String from, String to, long time, String actor, boolean rollback) {

  /** The change of a member of a history, behind its number. */
  static AliasChange read(String member) {
    String json = member.substring(member.indexOf('{'));
    StoredChange stored =
        StoredJson.read(json.getBytes(StandardCharsets.UTF_8), StoredChange.class);
    StoredJson.checkFormat(stored.format);
    return new AliasChange(
        stored.alias,
        stored.from,
        stored.to,
        Instant.ofEpochMilli(stored.time),
        stored.actor,
        stored.rollback);
  }
}
