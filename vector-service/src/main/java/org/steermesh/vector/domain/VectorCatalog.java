package org.steermesh.vector.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.steermesh.contract.AliasName;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VectorName;
import org.steermesh.contract.VersionName;
import org.steermesh.contract.VersionReference;
import org.steermesh.contract.type.Site;

/** The rules for vectors: how versions are named, found, aliased and removed. */
public final class VectorCatalog {

  /** Names that an error tells. */
  private static final int MOST_NAMED = 10;

  private final VectorStore store;

  /** Works on a store. */
  public VectorCatalog(VectorStore store) {
    this.store = store;
  }

  /** The vector of a name. */
  public SteeringVector get(VectorName name) {
    return store.find(name.id()).orElseThrow(() -> vectorNotFound(name));
  }

  /** Vectors by id. */
  public PageRequest.Page<SteeringVector> list(PageRequest page, VectorFilter filter, Looks looks) {
    return store.list(page, filter, looks);
  }

  /** Versions of a vector, newest first. */
  public PageRequest.Page<Version> listVersions(
      PageRequest page, VectorName name, VectorFilter filter, Looks looks) {
    SteeringVector vector = get(name);
    return store.listVersions(page, vector.id(), filter, looks);
  }

  /** The version that a reference names now. */
  public Version resolve(VersionReference reference) {
    return switch (reference) {
      case VectorName name -> get(name).newest();
      case AliasName name -> byAlias(name);
      case VersionName name -> byDigest(name);
    };
  }

  private Version byAlias(AliasName name) {
    String vectorId = name.vector().id();
    Optional<String> digest = store.findAlias(vectorId, name.alias());
    if (digest.isEmpty()) {
      throw aliasNotFound(name, get(name.vector()));
    }
    return store
        .findVersion(vectorId, digest.get())
        .orElseThrow(() -> versionNotFound(new VersionName(name.vector(), digest.get()), 0));
  }

  private Version byDigest(VersionName name) {
    VectorName vector = name.vector();
    List<String> found = store.digestsStartingWith(vector.id(), name.digest());
    if (found.size() > 1) {
      throw new SteermeshException(
              ErrorReason.VERSION_AMBIGUOUS,
              "%s fits several versions of %s, for example %s and %s; give more digits"
                  .formatted(name.digest(), vector, found.get(0), found.get(1)))
          .with("version", name.toString());
    }
    if (found.isEmpty()) {
      SteeringVector there = get(vector);
      throw versionNotFound(name, there.versionCount());
    }
    return store
        .findVersion(vector.id(), found.getFirst())
        .orElseThrow(() -> versionNotFound(name, 0));
  }

  /**
   * Refuses sites that a version does not hold.
   *
   * @throws SteermeshException VECTOR_SITE_MISSING
   */
  public void checkHolds(Version version, List<Site> wanted) {
    List<Site> held = version.sites().stream().map(VersionSite::site).toList();
    List<Site> missing = new ArrayList<>(wanted);
    missing.removeAll(held);
    if (!missing.isEmpty()) {
      throw new SteermeshException(
              ErrorReason.VECTOR_SITE_MISSING,
              "%s holds %s, not %s"
                  .formatted(
                      nameOf(version),
                      held.stream().map(Site::toString).collect(Collectors.joining(", ")),
                      missing.getFirst()))
          .with("version", nameOf(version).toString())
          .with("site", missing.getFirst().toString());
    }
  }

  /**
   * Reads the floats of a version, site by site, in the version's order.
   *
   * @param wanted which sites; empty is all
   */
  public void read(Version version, List<Site> wanted, Consumer<SiteVector> sink) {
    List<Site> held = version.sites().stream().map(VersionSite::site).toList();
    for (int i = 0; i < held.size(); i++) {
      if (wanted.isEmpty() || wanted.contains(held.get(i))) {
        sink.accept(
            store.readSite(version, i).orElseThrow(() -> versionNotFound(nameOf(version), 0)));
      }
    }
  }

  /** The floats of a dense version at a site that it holds. */
  SiteVector readSite(Version version, Site site) {
    List<Site> held = version.sites().stream().map(VersionSite::site).toList();
    return store
        .readSite(version, held.indexOf(site))
        .orElseThrow(() -> versionNotFound(nameOf(version), 0));
  }

  /** A version at a site that it holds, as floats of the model's width; sparse ones decoded. */
  float[] readDirection(Version version, Site site) {
    return version.isSparse() ? readSparse(version).decoded() : readSite(version, site).values();
  }

  /** The vector of a sparse version. */
  SparseVector readSparse(Version version) {
    return store.readSparse(version).orElseThrow(() -> versionNotFound(nameOf(version), 0));
  }

  /**
   * Reads the rows of a sparse version, block by block, hashed now or before by this process.
   *
   * @throws SteermeshException PAYLOAD_CORRUPT, perhaps only after the rows
   */
  public void readRows(Version version, Consumer<RowBlock> sink) {
    if (!store.readRows(version, readSparse(version), sink)) {
      throw versionNotFound(nameOf(version), 0);
    }
  }

  /** The same, hashed in any case. */
  void readAndHashRows(Version version, Consumer<RowBlock> sink) {
    if (!store.readAndHashRows(version, readSparse(version), sink)) {
      throw versionNotFound(nameOf(version), 0);
    }
  }

  /**
   * Removes a version that nothing names, or, if that is allowed, one that others name as theirs.
   */
  public void deleteVersion(VersionName name, boolean withChildren) {
    Version version = byDigest(name);
    VersionName full = nameOf(version);
    switch (store.deleteVersion(version.vectorId(), version.digest(), withChildren)) {
      case Deletion.Done _ -> {}
      case Deletion.Absent _ -> throw versionNotFound(full, 0);
      case Deletion.InUse use ->
          throw inUse(ErrorReason.VERSION_IN_USE, full.toString(), use)
              .with("version", full.toString())
              .with("aliases", few(use.aliases()))
              .with("children", String.join(",", use.children()));
    }
  }

  /** Removes a vector with its versions. */
  public void delete(VectorName name, boolean withAliases) {
    switch (store.delete(name.id(), withAliases)) {
      case Deletion.Done _ -> {}
      case Deletion.Absent _ -> throw vectorNotFound(name);
      case Deletion.InUse use ->
          throw inUse(ErrorReason.VECTOR_IN_USE, name.toString(), use)
              .with("vector", name.toString())
              .with("aliases", few(use.aliases()))
              .with("children", String.join(",", use.children()));
    }
  }

  private static SteermeshException inUse(ErrorReason reason, String name, Deletion.InUse use) {
    String why =
        !use.aliases().isEmpty()
            ? "is named by alias %s; move or remove that first".formatted(some(use.aliases()))
            : use.children().isEmpty()
                ? "is live; demote or retire it first, or set force"
                : "is what %s was composed of; set force to delete it all the same"
                    .formatted(use.children().getFirst());
    return new SteermeshException(reason, name + " " + why);
  }

  private static String few(List<String> names) {
    return names.stream().limit(MOST_NAMED).collect(Collectors.joining(","));
  }

  /** The first names of a list that may be long: errors have to fit into a trailer. */
  private static String some(Collection<String> names) {
    String first = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    return names.size() > MOST_NAMED
        ? first + " and %d more".formatted(names.size() - MOST_NAMED)
        : first;
  }

  /** The full name of a version. */
  public static VersionName nameOf(Version version) {
    return new VersionName(new VectorName(version.vectorId()), version.digest());
  }

  static SteermeshException aliasNotFound(AliasName name, SteeringVector vector) {
    String there = vector.aliases().isEmpty() ? "none" : some(vector.aliases().keySet());
    return new SteermeshException(
            ErrorReason.ALIAS_NOT_FOUND,
            "%s has no alias %s; it has %s".formatted(name.vector(), name.alias(), there))
        .with("alias", name.toString());
  }

  static SteermeshException vectorNotFound(VectorName name) {
    return new SteermeshException(ErrorReason.VECTOR_NOT_FOUND, name + " does not exist")
        .with("vector", name.toString());
  }

  /** The error of a version that was deleted while something was made of it. */
  public static SteermeshException versionGone(String vectorId, String digest) {
    return versionNotFound(new VersionName(new VectorName(vectorId), digest), 0);
  }

  private static SteermeshException versionNotFound(VersionName name, int versionCount) {
    return new SteermeshException(
            ErrorReason.VERSION_NOT_FOUND,
            versionCount == 0
                ? name + " does not exist"
                : "none of the %d versions of %s has a digest that starts with %s"
                    .formatted(versionCount, name.vector(), name.digest()))
        .with("version", name.toString());
  }
}
