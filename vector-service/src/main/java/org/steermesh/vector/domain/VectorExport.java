package org.steermesh.vector.domain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VersionReference;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;
import org.steermesh.vector.domain.file.BlockConvention;
import org.steermesh.vector.domain.file.Bundle;
import org.steermesh.vector.domain.file.Gguf;
import org.steermesh.vector.domain.file.LibraryLimits;
import org.steermesh.vector.domain.file.Npy;
import org.steermesh.vector.domain.file.Npz;
import org.steermesh.vector.domain.file.Safetensors;
import org.steermesh.vector.domain.file.Spool;
import org.steermesh.vector.domain.file.VectorFileFormat;

/** Writes versions as files. What a format has no place for is refused, not left out. */
public final class VectorExport {

  private static final int DIGITS = 12;

  private final VectorCatalog catalog;
  private final VersionText texts;
  private final LibraryLimits limits;
  private final VersionPayload payload;

  /** Exports from a catalogue, within bounds. */
  public VectorExport(VectorCatalog catalog, VersionText texts, LibraryLimits limits) {
    this.catalog = catalog;
    this.texts = texts;
    this.limits = limits;
    this.payload = new VersionPayload(catalog, limits);
  }

  /**
   * A wish to export.
   *
   * @param reference which version
   * @param format how the file is written
   * @param sites only these; empty is all
   * @param convention what numbers shall count
   * @param modelHint what GGUF says of the model, may be empty
   */
  public record Wish(
      VersionReference reference,
      VectorFileFormat format,
      List<Site> sites,
      BlockConvention convention,
      String modelHint) {}

  /**
   * A file.
   *
   * @param version what it holds
   * @param name a name for it
   * @param size its bytes
   * @param digest SHA-256 (hex) of the bytes
   */
  public record File(Version version, String name, long size, String digest) {}

  /**
   * Finds the version that is wished.
   *
   * @throws SteermeshException VECTOR_SITE_MISSING, PAYLOAD_CORRUPT, and what finding it refuses
   */
  public Version find(Wish wish) {
    Version version = catalog.resolve(wish.reference);
    catalog.checkHolds(version, wish.sites);
    checkDigest(version);
    return version;
  }

  /**
   * Writes a version.
   *
   * @param version the one that was found
   * @param to takes the file; what it has when this throws is not to be used
   * @throws SteermeshException VECTOR_NOT_EXPRESSIBLE, VECTOR_FILE_TOO_LARGE, PAYLOAD_CORRUPT,
   *     VERSION_NOT_FOUND when it was deleted meanwhile
   */
  public File run(Version version, Wish wish, Spool to) {
    try (Spool encoder = Spool.open();
        Spool decoder = Spool.open()) {
      write(version, wish, to, new Rows(encoder, decoder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    limits.streamed().checkBytes(VersionPayload.file(version), to.size());
    String name =
        "%s-%s.%s"
            .formatted(
                version.vectorId(), version.digest().substring(0, DIGITS), wish.format.ending());
    return new File(version, name, to.size(), Digests.sha256(to.content()));
  }

  /** Where the rows of a sparse version lie while its file is put together. */
  private record Rows(Spool encoder, Spool decoder) {}

  private static void checkDigest(Version version) {
    String digest =
        VersionDigest.of(
            version.width(), version.sites(), version.defaultSite(), version.provenance());
    if (!digest.equals(version.digest())) {
      throw new SteermeshException(
              ErrorReason.PAYLOAD_CORRUPT,
              "what is stored of %s has the digest %s: it was changed"
                  .formatted(VectorCatalog.nameOf(version), digest))
          .with("version", VectorCatalog.nameOf(version).toString());
    }
  }

  private void write(Version version, Wish wish, Spool to, Rows rows) throws IOException {
    switch (wish.format) {
      case BUNDLE ->
          new Bundle(
                  texts.write(version),
                  new Safetensors(
                      Map.of("digest", version.digest()),
                      tensors(version, List.of(), BlockConvention.BLOCK_OUTPUT, rows)),
                  VersionCard.of(version))
              .write(to);
      case SAFETENSORS ->
          new Safetensors(notes(version, wish), tensors(version, wish.sites, wish.convention, rows))
              .write(to);
      case NPZ -> Npz.write(to, tensors(version, wish.sites, wish.convention, rows));
      case NPY -> writeNpy(version, wish, to);
      case GGUF -> writeGguf(version, wish, to);
      case TORCH ->
          throw SteermeshException.ofField(
              "format", "PyTorch files are read, not written; take safetensors");
    }
  }

  private Map<String, Safetensors.Packed> tensors(
      Version version, List<Site> wanted, BlockConvention convention, Rows rows) {
    if (version.isSparse()) {
      return payload.sparse(version, rows.encoder, rows.decoder);
    }
    List<SiteVector> vectors = vectors(version, wanted);
    for (SiteVector vector : vectors) {
      if (convention == BlockConvention.HIDDEN_STATES
          && vector.site().target() != Target.RESIDUAL) {
        throw inexpressible(version, "hidden_states have no place for " + vector.site(), "bundle");
      }
    }
    return VersionPayload.dense(version, vectors, convention);
  }

  private List<SiteVector> vectors(Version version, List<Site> wanted) {
    int sites = wanted.isEmpty() ? version.sites().size() : wanted.size();
    limits
        .whole()
        .checkBytes(VersionPayload.file(version), (long) sites * version.width() * Float.BYTES);
    List<SiteVector> vectors = new ArrayList<>();
    catalog.read(version, wanted, vectors::add);
    return vectors;
  }

  private static Map<String, String> notes(Version version, Wish wish) {
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put("steermesh.version", VectorCatalog.nameOf(version).toString());
    notes.put("steermesh.model", version.provenance().model());
    notes.put("steermesh.weights", version.provenance().fingerprint().weightsDigest());
    notes.put("steermesh.behaviour", version.provenance().data().behaviour());
    notes.put("steermesh.convention", wish.convention.name());
    return notes;
  }

  private void writeNpy(Version version, Wish wish, Spool to) throws IOException {
    checkDense(version, wish.format);
    List<SiteVector> vectors = vectors(version, wish.sites);
    if (vectors.size() != 1) {
      throw inexpressible(
          version,
          "npy holds one vector, there are %d; name one site".formatted(vectors.size()),
          "npz");
    }
    Npy.write(to, VersionPayload.packed(version, vectors.getFirst()));
  }

  private void writeGguf(Version version, Wish wish, Spool to) throws IOException {
    checkDense(version, wish.format);
    SortedMap<Integer, float[]> directions = new TreeMap<>();
    for (SiteVector vector : vectors(version, wish.sites)) {
      if (vector.site().target() != Target.RESIDUAL || vector.site().block() == 0) {
        throw inexpressible(
            version,
            "llama.cpp adds at the outputs of blocks 1 and above, not at "
                + vector.site()
                + "; name the sites that it shall have",
            "safetensors");
      }
      directions.put(vector.site().block(), vector.values());
    }
    new Gguf(wish.modelHint, directions).write(notes(version, wish), to);
  }

  private static void checkDense(Version version, VectorFileFormat format) {
    if (version.isSparse()) {
      throw inexpressible(version, format.title() + " has no place for features", "bundle");
    }
  }

  private static SteermeshException inexpressible(Version version, String why, String instead) {
    return new SteermeshException(
            ErrorReason.VECTOR_NOT_EXPRESSIBLE,
            "%s cannot be written so: %s; or take %s"
                .formatted(VectorCatalog.nameOf(version), why, instead))
        .with("version", VectorCatalog.nameOf(version).toString());
  }
}
