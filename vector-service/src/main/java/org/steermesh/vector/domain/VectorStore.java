package org.steermesh.vector.domain;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.steermesh.contract.PageRequest;

/** Keeps vectors, their versions and aliases. Every method is atomic. */
public interface VectorStore {

  /**
   * Stores a version as the newest of its vector, unless the vector has that digest already.
   *
   * @param values one per site of the version, in its order
   * @return what is stored under the digest now: this version, or the earlier one
   */
  Version putIfAbsent(Version version, List<SiteVector> values);

  /**
   * The same of a version that was composed of others here, which must still be there.
   *
   * @throws org.steermesh.contract.SteermeshException VERSION_NOT_FOUND when one is not
   */
  Version putComposed(Version version, List<SiteVector> values);

  /** Begins to store the rows of a sparse version, of width d_model. */
  StagedRows stage(int width);

  /**
   * Stores a sparse version as the newest of its vector, unless the vector has that digest already.
   *
   * @param vector at the version's only site
   * @param rows finished; they are the version's from now on, or forgotten
   * @return what is stored under the digest now: this version, or the earlier one
   */
  Version putIfAbsent(Version version, SparseVector vector, StagedRows rows);

  /** The vector of an id. */
  Optional<SteeringVector> find(String vectorId);

  /** The version with exactly this digest. */
  Optional<Version> findVersion(String vectorId, String digest);

  /** The first two digests of a vector that start so; enough to tell none, one and several. */
  List<String> digestsStartingWith(String vectorId, String start);

  /** The digest that an alias names. */
  Optional<String> findAlias(String vectorId, String alias);

  /** Floats of one site, checked against the digest they were stored with. */
  Optional<SiteVector> readSite(Version version, int siteIndex);

  /** A sparse version's vector, checked against the digest it was stored with. */
  Optional<SparseVector> readSparse(Version version);

  /**
   * Reads the rows of a sparse version, block by block. Those that this process has not hashed
   * before are hashed, the others compared with what was hashed.
   *
   * @return false when the version was deleted meanwhile
   * @throws org.steermesh.contract.SteermeshException PAYLOAD_CORRUPT, perhaps only after the rows,
   *     when they are not those that were stored
   */
  boolean readRows(Version version, SparseVector vector, Consumer<RowBlock> sink);

  /** The same, hashed in any case: what leaves the library as a file, and what verifies it. */
  boolean readAndHashRows(Version version, SparseVector vector, Consumer<RowBlock> sink);

  /**
   * Vectors by id; a page may be short, or empty, while there are more pages.
   *
   * @param looks ends the page after the vector with which it has enough
   */
  PageRequest.Page<SteeringVector> list(PageRequest page, VectorFilter filter, Looks looks);

  /** Versions of a vector, newest first; a page may be short while there are more pages. */
  PageRequest.Page<Version> listVersions(
      PageRequest page, String vectorId, VectorFilter filter, Looks looks);

  /**
   * Shows all versions of all vectors, until no more are wanted.
   *
   * @param wantsMore takes a version and says whether to go on
   * @return whether it went to the end
   */
  boolean visit(Predicate<Version> wantsMore);

  /**
   * Changes the status of a version, if nobody else does meanwhile; else again.
   *
   * @param change of the status that it has; refuses by an exception
   * @return the version as it is now; empty when it was deleted meanwhile
   */
  Optional<Version> updateStatus(Version version, UnaryOperator<VersionStatus> change);

  /**
   * Removes a version that no alias names; the last one takes its vector with it.
   *
   * @param withChildren whether one goes too that others were composed of
   */
  Deletion deleteVersion(String vectorId, String digest, boolean withChildren);

  /**
   * Removes a vector with its versions, and, if that is allowed, with its aliases and although
   * others were composed of its versions.
   */
  Deletion delete(String vectorId, boolean withAliases);
}
