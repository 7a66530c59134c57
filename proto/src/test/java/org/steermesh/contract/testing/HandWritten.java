package org.steermesh.contract.testing;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** Leaves out the generated messages, which are many and keep no rules of ours. */
public final class HandWritten implements ImportOption {

  @Override
  public boolean includes(Location location) {
    return !location.contains("/v1/");
  }
}
