package org.steermesh.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.mesh.EmbeddedRedis;
import org.steermesh.cli.mesh.Ports;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** The embedded server speaks TLS once it is given a certificate; this one it signed itself. */
final class RedisTlsTest {

  private static final String SECRET = "changeit";

  @TempDir static Path directory;
  private static EmbeddedRedis server;
  private static Path certificate;
  private static String url;

  @BeforeAll
  static void startRedisWithTls() throws Exception {
    Path store = directory.resolve("server.p12");
    makeKeyPair(store);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, SECRET.toCharArray());
    }
    certificate = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
    Path key = pem("PRIVATE KEY", keys.getKey("server", SECRET.toCharArray()).getEncoded());
    server = EmbeddedRedis.start(directory.resolve("data"));
    int port = Ports.free();
    url = "rediss://127.0.0.1:" + port;
    RedisConnection plain = new RedisConnection(Settings.of(server.url()), Settings.KEYS);
    Map<String, String> tls =
        Map.of(
            "tls-cert-file", certificate.toString(),
            "tls-key-file", key.toString(),
            "tls-ca-cert-file", certificate.toString(),
            "tls-auth-clients", "no",
            "tls-port", Integer.toString(port));
    String answer = new Redis(plain).run(commands -> commands.configSet(tls));
    assertThat(answer).isEqualTo("OK");
    plain.close();
  }

  @AfterAll
  static void stopRedis() {
    server.close();
  }

  @Test
  void aServerWhoseCertificateIsTrustedIsSpokenToOverTls() {
    assertThat(ping(Settings.of(url).trusting(certificate))).isEqualTo("PONG");
  }

  @Test
  void aServerWhoseCertificateIsNotTrustedIsNotSpokenTo() {
    assertThatThrownBy(() -> ping(Settings.of(url)))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            error -> {
              assertThat(error.reason()).isEqualTo(ErrorReason.DEPENDENCY_UNAVAILABLE);
              assertThat(error.message()).contains("certification path");
            });
  }

  private static String ping(Settings settings) {
    RedisConnection connection = new RedisConnection(settings, Settings.KEYS);
    try {
      return new Redis(connection).run(RedisClusterCommands::ping);
    } finally {
      connection.close();
    }
  }

  private static void makeKeyPair(Path store) throws IOException, InterruptedException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=redis",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                SECRET)
            .inheritIO()
            .start();
    assertThat(made.waitFor()).as("keytool").isZero();
  }

  private static Path pem(String kind, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        directory.resolve(kind.replace(' ', '-') + ".pem"),
        "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(kind, body, kind));
  }
}
