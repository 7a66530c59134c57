package org.steermesh.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.steermesh.cli.SteerException;

final class RedisUrlTest {

  @Test
  void redisThatNobodyAnswersForIsRefusedWithItsAddress() {
    int port = Ports.free();
    assertThatThrownBy(() -> RedisUrl.parse("redis://:secret@127.0.0.1:" + port).requireReachable())
        .isInstanceOf(SteerException.class)
        .hasMessageContaining("no Redis answers at redis://127.0.0.1:" + port)
        .hasMessageNotContaining("secret");
  }

  @Test
  void passwordIsNeitherShownNorRepeatedInARefusal() {
    assertThat(RedisUrl.parse("rediss://me:secret@example.org:6380/1").toString())
        .isEqualTo("rediss://example.org:6380/1");
    assertThatThrownBy(() -> RedisUrl.parse("http://me:secret@example.org"))
        .hasMessageContaining("redis://host:6379")
        .hasMessageNotContaining("secret");
  }

  @Test
  void sentinelsAreNamedWithTheirMasterAndOneOfThemMustAnswer() {
    String hosts = "127.0.0.1:" + Ports.free() + ",127.0.0.1:" + Ports.free();
    RedisUrl url = RedisUrl.parse("redis-sentinel://:secret@" + hosts + "/0#steermesh");

    assertThat(url.toString()).isEqualTo("redis-sentinel://" + hosts + "/0#steermesh");
    assertThatThrownBy(url::requireReachable)
        .isInstanceOf(SteerException.class)
        .hasMessageContaining("no Redis answers at redis-sentinel://127.0.0.1");
    for (String wrong :
        List.of("redis-sentinel://" + hosts, "redis-sentinel://" + hosts + "#", "redis://h#x")) {
      assertThatThrownBy(() -> RedisUrl.parse(wrong)).hasMessageContaining("#master");
    }
  }

  @Test
  void severalHostsAreACluster() {
    assertThat(RedisUrl.parse("redis://me:a,b@one:6379,two").isCluster()).isTrue();
    assertThat(RedisUrl.parse("redis://me:a,b@one:6379/0").isCluster()).isFalse();
    assertThat(RedisUrl.parse("redis-sentinel://one,two#steermesh").isCluster()).isFalse();
  }
}
