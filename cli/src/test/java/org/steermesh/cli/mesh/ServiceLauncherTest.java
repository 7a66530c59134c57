package org.steermesh.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

  @Test
  void everyServiceHasTheSecondCompiler() {
    Path home = Path.of("/tmp/home");
    MeshOptions options =
        new MeshOptions(
            home, home, HostedModel.automatic(home), PortPlan.from(9000), Optional.empty());
    ServiceLauncher launcher = new ServiceLauncher(options, "redis://localhost");
    for (Service service : Service.values()) {
      assertThat(launcher.command(service)).noneMatch(flag -> flag.contains("TieredStopAtLevel"));
    }
  }

  @Test
  void servicesAreToldThatTheirRedisIsACluster() {
    assertThat(environment("redis://one:6379,two:6379"))
        .containsEntry("STEERMESH_REDIS_CLUSTER", "true");
    assertThat(environment("redis://one:6379")).doesNotContainKey("STEERMESH_REDIS_CLUSTER");
  }

  private static Map<String, String> environment(String url) {
    Path home = Path.of("/tmp/home");
    Optional<RedisUrl> redis = Optional.of(RedisUrl.parse(url));
    MeshOptions options =
        new MeshOptions(home, home, HostedModel.automatic(home), PortPlan.from(9000), redis);
    return new ServiceLauncher(options, url).environment();
  }
}
