package org.steermesh.vector.store;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The keyspace. Everything has one hash tag: a script that changes a record and its index needs
 * both in one slot, and the catalogue is small (one dense vector of a 4096-wide model takes 16 KiB
 * a site as float32, one sparse vector 32 KiB a feature).
 *
 * <pre>
 * {steermesh-vector}:datasets               sorted set, all scores 0: ids
 * {steermesh-vector}:dataset:ID             hash: record (JSON), digest, block:N (JSON, 64 items),
 *                                           of tasks also index:N (ItemIndex, 64 items)
 * {steermesh-vector}:items:UUID             hash with expiry: the same, before its data set is made
 * {steermesh-vector}:vectors                sorted set, all scores 0: ids
 * {steermesh-vector}:vector:ID              hash: created (ms), sequence (versions ever made),
 *                                           changes (moves of aliases ever made)
 * {steermesh-vector}:vector:ID:order        sorted set, all scores 0: "0000000000000001:DIGEST"
 * {steermesh-vector}:vector:ID:digests      sorted set, all scores 0: digests, for abbreviated names
 * {steermesh-vector}:vector:ID:aliases      hash: digest by alias
 * {steermesh-vector}:vector:ID:history      sorted set, all scores 0: "0000000000000001:" and what
 *                                           happened to an alias (JSON); the last 10,000
 * {steermesh-vector}:vector:ID:places       hash: earlier digests by alias, newest last, the last 100
 * {steermesh-vector}:version:ID:DIGEST      hash: record (JSON), place (member of order), site:N
 *                                           and site:N:rest (StoredFloats, little-endian;
 *                                           SparseVector of a sparse one),
 *                                           status (JSON), parents (children keys of its parents)
 * {steermesh-vector}:children:ID:DIGEST     set: "ID/DIGEST" of versions composed of it
 * {steermesh-vector}:rows:ID:DIGEST         hash: N (RowBlock) of a sparse version
 * {steermesh-vector}:staged:UUID            hash with expiry: the same, before its version is made
 * {steermesh-vector}:operations             sorted set, all scores 0: ids
 * {steermesh-vector}:operations:unfinished  sorted set by create time: ids
 * {steermesh-vector}:operation:ID           hash: record (JSON), done, cancel, outcome (JSON)
 * {steermesh-vector}:lease:ID               string with expiry: the owner
 * </pre>
 *
 * <p>Indexes are ordered by name, so a page begins after the last name of the page before, whatever
 * is written meanwhile. Every JSON record says which {@code format} it has.
 */
final class Keys {

  static final String TAG = "{steermesh-vector}:";

  static final String DATASETS = TAG + "datasets";
  static final String VECTORS = TAG + "vectors";
  static final String OPERATIONS = TAG + "operations";
  static final String UNFINISHED = TAG + "operations:unfinished";

  private Keys() {}

  static String dataset(String id) {
    return TAG + "dataset:" + id;
  }

  static String stagedItems(UUID id) {
    return TAG + "items:" + id;
  }

  static String vector(String id) {
    return TAG + "vector:" + id;
  }

  static String order(String id) {
    return vector(id) + ":order";
  }

  /** The digest of a member of {@link #order}. */
  static String digestAt(String place) {
    return place.substring(place.indexOf(':') + 1);
  }

  static String digests(String id) {
    return vector(id) + ":digests";
  }

  static String aliases(String id) {
    return vector(id) + ":aliases";
  }

  static String history(String id) {
    return vector(id) + ":history";
  }

  static String places(String id) {
    return vector(id) + ":places";
  }

  static String children(String id, String digest) {
    return TAG + "children:" + id + ":" + digest;
  }

  static String version(String id, String digest) {
    return TAG + "version:" + id + ":" + digest;
  }

  static String rows(String id, String digest) {
    return TAG + "rows:" + id + ":" + digest;
  }

  static String staged(UUID id) {
    return TAG + "staged:" + id;
  }

  /**
   * What the deletion of a version touches, in the order of its script.
   *
   * @param parents where the children of each of its parents are noted
   */
  static List<String> ofDeletion(String id, String digest, List<String> parents) {
    List<String> keys =
        new ArrayList<>(
            List.of(
                VECTORS,
                vector(id),
                order(id),
                digests(id),
                version(id, digest),
                aliases(id),
                rows(id, digest),
                children(id, digest),
                history(id),
                places(id)));
    keys.addAll(parents);
    return keys;
  }

  static String operation(String id) {
    return TAG + "operation:" + id;
  }

  static String lease(String id) {
    return TAG + "lease:" + id;
  }
}
