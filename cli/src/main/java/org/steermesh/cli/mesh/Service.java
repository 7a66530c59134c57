package org.steermesh.cli.mesh;

import java.util.List;
import java.util.Locale;

/** The four services, in the order in which they are started. */
public enum Service {
  /** Hosts a model and reads its activations. */
  ACTIVATION(1),
  /** Builds and keeps steering vectors. */
  VECTOR(2),
  /** Hosts a model and generates with it. */
  GENERATION(3),
  /** Runs evaluations over the other three. */
  EVAL(4);

  private final int offset;

  Service(int offset) {
    this.offset = offset;
  }

  /** Its name in addresses, logs and state: {@code activation}. */
  public String shortName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its module: {@code activation-service}. */
  String module() {
    return shortName() + "-service";
  }

  /** What is added to the port base for its gRPC port; ten more for its HTTP port. */
  int offset() {
    return offset;
  }

  /** Whether it keeps a model in memory. */
  boolean hostsModel() {
    return this == ACTIVATION || this == GENERATION;
  }

  /** The services it calls. */
  List<Service> clients() {
    return switch (this) {
      case ACTIVATION -> List.of();
      case VECTOR -> List.of(ACTIVATION, GENERATION);
      case GENERATION -> List.of(VECTOR);
      case EVAL -> List.of(ACTIVATION, VECTOR, GENERATION);
    };
  }
}
