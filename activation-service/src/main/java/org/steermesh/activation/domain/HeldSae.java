package org.steermesh.activation.domain;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SaeName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.ModelDescription;
import org.steermesh.engine.sae.SaeDescription;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.engine.steering.Site;

/** One sparse autoencoder at hand, which may turn out not to be usable. */
public final class HeldSae implements AutoCloseable {

  private final SaeName name;
  private final @Nullable SparseAutoencoder sae;
  private final String unreadable;
  private final Function<SparseAutoencoder, String> reading;
  private volatile String digest = "";
  private @Nullable CompletableFuture<String> digesting;

  private HeldSae(
      SaeName name,
      @Nullable SparseAutoencoder sae,
      String unreadable,
      Function<SparseAutoencoder, String> reading) {
    this.name = name;
    this.sae = sae;
    this.unreadable = unreadable;
    this.reading = reading;
  }

  static HeldSae open(SaeName name, Path folder) {
    return open(name, folder, SparseAutoencoder::digest);
  }

  /** The same, whose digest comes of a reading of its own. */
  static HeldSae open(SaeName name, Path folder, Function<SparseAutoencoder, String> reading) {
    try {
      return new HeldSae(name, SparseAutoencoder.open(folder), "", reading);
    } catch (EngineException e) {
      return new HeldSae(name, null, String.valueOf(e.getMessage()), reading);
    }
  }

  /** Its name. */
  public SaeName name() {
    return name;
  }

  /** What it is; empty when its file cannot be read. */
  public Optional<SaeDescription> description() {
    return Optional.ofNullable(sae).map(SparseAutoencoder::description);
  }

  /** One line for the log. */
  public String summary() {
    return description()
        .map(is ->
            "%s, %d features of width %d, %s"
                .formatted(
                    is.kind(),
                    is.features(),
                    is.width(),
                    is.site().map(Site::toString).orElse("no site named")))
        .orElse("cannot be used: " + unreadable);
  }

  /** Its digest, if it is known; empty otherwise. */
  public String knownDigest() {
    return digest;
  }

  /**
   * Its digest, if it is known within a while; empty if not. The first call begins to read the
   * whole file, which goes on; one after a reading that failed begins anew.
   *
   * @throws SteermeshException SAE_INVALID
   */
  public String digestWithin(Duration patience) {
    readable();
    if (!digest.isEmpty()) {
      return digest;
    }
    try {
      return digesting()
          .copy()
          .completeOnTimeout("", patience.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private synchronized CompletableFuture<String> digesting() {
    if (digesting == null || digesting.isCompletedExceptionally()) {
      digesting =
          CompletableFuture.supplyAsync(
              this::digest, work -> Thread.ofPlatform().daemon().name("sae-digest").start(work));
    }
    return digesting;
  }

  /**
   * Its digest, however long its file takes to be read, perhaps minutes.
   *
   * @throws SteermeshException SAE_INVALID where it cannot be read, or not any more
   */
  public String digest() {
    try {
      String computed = reading.apply(readable());
      digest = computed;
      return computed;
    } catch (InternalError e) {
      // What the JVM makes of a page of a mapped file that is not there any more.
      throw refuse(ErrorReason.SAE_INVALID, "its file cannot be read any more").causedBy(e);
    }
  }

  /**
   * The autoencoder, whatever the model.
   *
   * @throws SteermeshException SAE_INVALID
   */
  public SparseAutoencoder readable() {
    if (sae == null) {
      throw refuse(ErrorReason.SAE_INVALID, unreadable);
    }
    return sae;
  }

  /**
   * The autoencoder, for the activations of a model.
   *
   * @throws SteermeshException SAE_INVALID, SAE_OF_OTHER_MODEL
   */
  public SparseAutoencoder usableWith(ModelDescription model) {
    SparseAutoencoder usable = readable();
    String refusal = refusal(model);
    if (!refusal.isEmpty()) {
      throw refuse(ErrorReason.SAE_OF_OTHER_MODEL, refusal).with("model", "models/" + model.name());
    }
    return usable;
  }

  private SteermeshException refuse(ErrorReason reason, String why) {
    return new SteermeshException(reason, name + " cannot be used: " + why)
        .with("sae", name.toString());
  }

  /** Why it cannot be used with a model; empty when it can. */
  public String refusal(ModelDescription model) {
    if (sae == null) {
      return unreadable;
    }
    SaeDescription is = sae.description();
    if (is.width() != model.width()) {
      return "it encodes activations of width %d; those of models/%s have width %d"
          .formatted(is.width(), model.name(), model.width());
    }
    if (!is.modelDigest().isEmpty() && !is.modelDigest().equals(model.weightsDigest())) {
      return "it was trained on a model with weights %.12s; those of models/%s are %.12s"
          .formatted(is.modelDigest(), model.name(), model.weightsDigest());
    }
    return is.site()
        .filter(site -> site.block() >= model.blocks())
        .map(site ->
            "it was trained at %s; models/%s has blocks 0 to %d"
                .formatted(site, model.name(), model.blocks() - 1))
        .orElse("");
  }

  /**
   * The site whose activations it encodes.
   *
   * @param wanted by the caller; may be empty where the file says where it belongs
   * @throws SteermeshException SITE_REQUIRED, SAE_OF_OTHER_SITE
   */
  public Site siteAmong(List<Site> wanted) {
    Optional<Site> own = readable().description().site();
    if (own.isEmpty() && wanted.size() != 1) {
      throw new SteermeshException(
              ErrorReason.SITE_REQUIRED,
              "the file of %s names no site, so exactly one must be given, but %d are"
                  .formatted(name, wanted.size()))
          .with("sae", name.toString());
    }
    Site site = own.orElseGet(wanted::getFirst);
    if (!wanted.isEmpty() && !wanted.contains(site)) {
      throw new SteermeshException(
              ErrorReason.SAE_OF_OTHER_SITE,
              "%s was trained at %s; it does not encode the activations at %s"
                  .formatted(name, site, wanted.getFirst()))
          .with("sae", name.toString())
          .with("site", site.toString());
    }
    return site;
  }

  @Override
  public void close() {
    if (sae != null) {
      sae.close();
    }
  }
}
