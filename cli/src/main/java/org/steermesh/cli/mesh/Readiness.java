package org.steermesh.cli.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/** What a service's readiness endpoint says. */
final class Readiness {

  private Readiness() {}

  static boolean isUp(int httpPort) {
    try {
      return connect(httpPort).getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }

  /** Its answer on one line, for a message. */
  static String said(int httpPort) {
    try {
      HttpURLConnection connection = connect(httpPort);
      boolean refused = connection.getResponseCode() >= HttpURLConnection.HTTP_BAD_REQUEST;
      try (InputStream body = refused ? connection.getErrorStream() : connection.getInputStream()) {
        return body == null
            ? "status " + connection.getResponseCode()
            : new String(body.readAllBytes(), UTF_8).strip().replaceAll("\\s+", " ");
      }
    } catch (IOException e) {
      return "its health endpoint says nothing: " + e.getMessage();
    }
  }

  private static HttpURLConnection connect(int httpPort) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + httpPort + "/q/health/ready").toURL().openConnection();
    connection.setConnectTimeout(500);
    connection.setReadTimeout(2000);
    return connection;
  }
}
