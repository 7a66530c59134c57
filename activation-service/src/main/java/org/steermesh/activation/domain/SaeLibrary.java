package org.steermesh.activation.domain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SaeName;
import org.steermesh.contract.SteermeshException;

/** The sparse autoencoders at hand, opened once and mapped until closed. */
public final class SaeLibrary implements AutoCloseable {

  private final List<HeldSae> saes;

  private SaeLibrary(List<HeldSae> saes) {
    this.saes = List.copyOf(saes);
  }

  /** Opens what was found; a file that cannot be read is kept with the reason. */
  public static SaeLibrary open(Map<SaeName, Path> found) {
    List<HeldSae> saes = new ArrayList<>();
    found.forEach((name, folder) -> saes.add(HeldSae.open(name, folder)));
    return new SaeLibrary(saes);
  }

  /** All of them, by name. */
  public List<HeldSae> all() {
    return saes;
  }

  /**
   * The one of a name.
   *
   * @throws SteermeshException SAE_NOT_FOUND
   */
  public HeldSae get(SaeName name) {
    return saes.stream()
        .filter(sae -> sae.name().equals(name))
        .findFirst()
        .orElseThrow(() -> {
          String there =
              saes.isEmpty()
                  ? "none is; steermesh.sae.directories says where to look"
                  : saes.size() + " others are, for example " + saes.getFirst().name();
          return new SteermeshException(
                  ErrorReason.SAE_NOT_FOUND, name + " is not at hand; " + there)
              .with("sae", name.toString());
        });
  }

  @Override
  public void close() {
    saes.forEach(HeldSae::close);
  }
}
