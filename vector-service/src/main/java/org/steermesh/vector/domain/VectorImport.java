package org.steermesh.vector.domain;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VectorName;
import org.steermesh.contract.type.Site;
import org.steermesh.vector.domain.file.BlockConvention;
import org.steermesh.vector.domain.file.Bundle;
import org.steermesh.vector.domain.file.FileLimits;
import org.steermesh.vector.domain.file.FileTensor;
import org.steermesh.vector.domain.file.Gguf;
import org.steermesh.vector.domain.file.InvalidFile;
import org.steermesh.vector.domain.file.LibraryLimits;
import org.steermesh.vector.domain.file.Npy;
import org.steermesh.vector.domain.file.Npz;
import org.steermesh.vector.domain.file.Safetensors;
import org.steermesh.vector.domain.file.TensorSites;
import org.steermesh.vector.domain.file.TorchFile;
import org.steermesh.vector.domain.file.VectorFileFormat;

/** Makes versions of files. What a file says is checked, and the version is stored as a whole. */
public final class VectorImport {

  private final VectorStore store;
  private final ActivationReader activations;
  private final VersionText texts;
  private final Surroundings around;

  /**
   * The bounds of imports, and what they note.
   *
   * @param limits bounds of files
   * @param codeVersion version of the code that makes the versions
   * @param clock in ms
   */
  public record Surroundings(LibraryLimits limits, String codeVersion, Clock clock) {}

  /** Imports into a store. */
  public VectorImport(
      VectorStore store, ActivationReader activations, VersionText texts, Surroundings around) {
    this.store = store;
    this.activations = activations;
    this.texts = texts;
    this.around = around;
  }

  /** Bounds of files. */
  public LibraryLimits limits() {
    return around.limits;
  }

  /**
   * A wish to import.
   *
   * @param vector the vector that gets a version
   * @param format how the file is written
   * @param model {@code models/{model}}; empty is the hosted one
   * @param convention what numbers count
   * @param site of a single vector; null for files that say their blocks
   * @param behaviour what the vector does
   * @param labels the caller's own words
   * @param defaultSite where it acts when nobody says; null leaves it open
   * @param fileName name of the file, may be empty
   * @param storedDtype what the floats are stored as; of a bundle, what it says itself
   */
  public record Header(
      VectorName vector,
      VectorFileFormat format,
      String model,
      BlockConvention convention,
      @Nullable Site site,
      String behaviour,
      Map<String, String> labels,
      @Nullable Site defaultSite,
      String fileName,
      StoredDtype storedDtype) {}

  /**
   * Imports a whole file.
   *
   * @param file not on the heap where it is large
   * @throws SteermeshException VECTOR_FILE_INVALID, VECTOR_FILE_TOO_LARGE, VECTOR_ZERO, NOT_FINITE,
   *     DTYPE_TOO_NARROW, VECTOR_WIDTH_MISMATCH, SITE_OUTSIDE_MODEL, SITE_REQUIRED,
   *     VECTOR_SITE_MISSING, MODEL_NOT_FOUND
   */
  public Version run(Header header, ByteBuffer file) {
    around.limits.of(header.format).checkBytes(file.remaining());
    return header.format == VectorFileFormat.BUNDLE
        ? bundle(header.vector, Bundle.read(file, around.limits.whole()))
        : foreign(header, file);
  }

  private Version foreign(Header header, ByteBuffer file) {
    String hint = "";
    SortedMap<Site, float[]> found;
    if (header.format == VectorFileFormat.GGUF) {
      Gguf gguf = Gguf.read(file, around.limits.whole());
      hint = gguf.modelHint();
      found = new TreeMap<>();
      gguf.directions()
          .forEach((number, values) ->
              found.put(new Site(number, org.steermesh.contract.type.Target.RESIDUAL), values));
      if (found.isEmpty()) {
        throw InvalidFile.because(header.format, "it holds no direction");
      }
    } else {
      found = TensorSites.of(header.format, tensors(header, file), header.convention, header.site);
    }
    List<SiteVector> vectors = vectors(found, header.storedDtype);
    ModelFacts model = activations.describe(header.model);
    checkFits(vectors, model);
    ImportRecipe recipe =
        new ImportRecipe(
            header.format, header.fileName, Digests.sha256(file), header.convention, hint);
    return store.putIfAbsent(
        version(
            header,
            vectors,
            Provenance.of(model, recipe, header.behaviour, around.codeVersion)
                .storedAs(header.storedDtype),
            model.width()),
        vectors);
  }

  private static List<SiteVector> vectors(SortedMap<Site, float[]> found, StoredDtype dtype) {
    List<SiteVector> vectors = new ArrayList<>();
    found.forEach((site, values) -> {
      SiteVector vector = new SiteVector(site, values);
      VersionPayload.checkDirection(vector);
      vectors.add(dtype.round(vector));
    });
    return vectors;
  }

  private List<FileTensor> tensors(Header header, ByteBuffer file) {
    FileLimits limits = around.limits.whole();
    return switch (header.format) {
      case SAFETENSORS -> Safetensors.read(file, limits).floats(limits);
      case NPY -> List.of(Npy.read(file, limits));
      case NPZ -> Npz.read(file, limits);
      case TORCH -> TorchFile.read(file, limits);
      case GGUF, BUNDLE -> throw new IllegalArgumentException(header.format + " has its own way");
    };
  }

  private static void checkFits(List<SiteVector> vectors, ModelFacts model) {
    for (SiteVector vector : vectors) {
      if (vector.site().block() >= model.blocks()) {
        throw new SteermeshException(
                ErrorReason.SITE_OUTSIDE_MODEL,
                "the file holds a vector for %s; %s has blocks 0 to %d"
                    .formatted(vector.site(), model.name(), model.blocks() - 1))
            .with("model", model.name());
      }
      if (vector.values().length != model.width()) {
        throw new SteermeshException(
                ErrorReason.VECTOR_WIDTH_MISMATCH,
                "the vector at %s has %d numbers; activations of %s have %d"
                    .formatted(vector.site(), vector.values().length, model.name(), model.width()))
            .with("model", model.name());
      }
    }
  }

  private Version version(
      Header header, List<SiteVector> vectors, Provenance provenance, int width) {
    List<VersionSite> sites =
        vectors.stream().map(vector -> VersionSite.of(vector, 0, header.storedDtype)).toList();
    Site site =
        VersionMaker.defaultSite(
            sites.stream().map(VersionSite::site).toList(), header.defaultSite);
    return new Version(
        header.vector.id(),
        VersionDigest.of(width, sites, site, provenance),
        around.clock.instant(),
        width,
        sites,
        site,
        provenance,
        header.labels);
  }

  private Version bundle(VectorName vector, Bundle bundle) {
    Version said = texts.read(bundle.version()).in(vector.id());
    Map<String, Safetensors.Packed> tensors = bundle.payload().tensors();
    return said.isSparse() ? sparse(said, tensors) : dense(said, tensors);
  }

  private Version dense(Version said, Map<String, Safetensors.Packed> tensors) {
    around.limits.whole().checkBytes((long) said.sites().size() * said.width() * Float.BYTES);
    List<SiteVector> vectors = VersionPayload.dense(said, tensors);
    vectors.forEach(VersionPayload::checkDirection);
    for (int i = 0; i < vectors.size(); i++) {
      VersionPayload.checkNorm(said.sites().get(i), vectors.get(i).values());
    }
    List<String> digests =
        vectors.stream()
            .map(vector -> Digests.sha256(said.storedDtype().toBytes(vector.values())))
            .toList();
    return store.putIfAbsent(verified(said, digests), vectors);
  }

  private Version sparse(Version said, Map<String, Safetensors.Packed> tensors) {
    SparseClaims claims = SparseClaims.of(said);
    around
        .limits
        .whole()
        .checkBytes(
            "what is in memory of the file",
            VersionPayload.inMemory(claims.content(), said.width()));
    SparseValues values = VersionPayload.values(tensors, claims.content().supportSize());
    float[] decoded = VersionPayload.decoded(said, tensors);
    VersionPayload.checkNorm(said.sites().getFirst(), decoded);
    claims.checkValues(values);
    claims.checkRows(values, VersionPayload.rowFeatures(tensors, claims.content().rows()));
    double[] sum = new double[said.width()];
    try (StagedRows rows = store.stage(said.width())) {
      VersionPayload.readRows(
          said,
          tensors,
          block -> {
            claims.checkBlock(values, block);
            rows.add(block);
            block.addDecoded(sum);
          });
      claims.checkDecoded(decoded, sum);
      SparseVector vector = new SparseVector(values, decoded, rows.finish());
      Version version = verified(said, List.of(Digests.sha256(vector.toBytes())));
      return store.putIfAbsent(version, vector, rows);
    }
  }

  /** The version with the digests of what was read, if its own digest is theirs. */
  private static Version verified(Version said, List<String> digests) {
    if (digests.size() != said.sites().size()) {
      throw InvalidFile.because(VectorFileFormat.BUNDLE, "its sites are not those of its payload");
    }
    List<VersionSite> sites = new ArrayList<>();
    for (int i = 0; i < digests.size(); i++) {
      VersionSite site = said.sites().get(i);
      sites.add(
          new VersionSite(
              site.site(),
              site.vectorNorm(),
              site.residualMeanNorm(),
              digests.get(i),
              site.sparse()));
    }
    String digest = VersionDigest.of(said.width(), sites, said.defaultSite(), said.provenance());
    if (!digest.equals(said.digest())) {
      throw InvalidFile.because(
          VectorFileFormat.BUNDLE,
          "its digest is %s, but what it holds has %s: it was changed"
              .formatted(said.digest(), digest));
    }
    return new Version(
        said.vectorId(),
        digest,
        said.createTime(),
        said.width(),
        sites,
        said.defaultSite(),
        said.provenance(),
        said.labels());
  }
}
