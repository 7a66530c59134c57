package org.steermesh.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceLauncherTest {

  private static final String ADAPTER = "-Dsteermesh.model.adapter=/tmp/tuned";

  @Test
  void onlyServicesWithAModelAreToldOfItsAdapter() {
    Path home = Path.of("/tmp/home");
    HostedModel model =
        new HostedModel(
            home,
            HostedModel.AUTO,
            HostedModel.AUTO,
            List.of(),
            Optional.of(Path.of("/tmp/tuned")));
    MeshOptions options = new MeshOptions(home, home, model, PortPlan.from(9000), Optional.empty());
    ServiceLauncher launcher = new ServiceLauncher(options, "redis://localhost");
    assertThat(launcher.command(Service.ACTIVATION)).contains(ADAPTER);
    assertThat(launcher.command(Service.GENERATION)).contains(ADAPTER);
    assertThat(launcher.command(Service.VECTOR)).doesNotContain(ADAPTER);
  }
}
