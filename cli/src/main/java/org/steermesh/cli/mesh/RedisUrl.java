package org.steermesh.cli.mesh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;

/** Where a Redis is: {@code redis[s]://[[user]:password@]host[:port][/database]}. */
public record RedisUrl(URI uri) {

  private static final int DEFAULT_PORT = 6379;
  private static final int CONNECT_MS = 5000;

  /** Reads a URL as a person types it. */
  public static RedisUrl parse(String text) {
    try {
      URI uri = new URI(text);
      boolean known = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
      if (known && uri.getHost() != null) {
        return new RedisUrl(uri);
      }
    } catch (URISyntaxException e) {
      throw refusal(e);
    }
    throw refusal(new IllegalArgumentException("no redis:// or rediss:// with a host"));
  }

  /** The text is not repeated: it may hold a password. */
  private static SteerException refusal(Exception cause) {
    return new SteerException(
        ExitCode.USAGE,
        "the Redis URL is not of the form redis://host:6379, with rediss:// for TLS and"
            + " user:password@ before the host where Redis asks for them",
        cause);
  }

  /**
   * Refuses a Redis that nothing answers for, before a service waits for it.
   *
   * @throws SteerException if no connection can be made
   */
  void requireReachable() {
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(uri.getHost(), port), CONNECT_MS);
    } catch (IOException e) {
      String reason = e instanceof UnknownHostException ? "unknown host" : e.getMessage();
      throw new SteerException(
          ExitCode.UNAVAILABLE,
          "no Redis answers at " + display() + ": " + reason + "; without --redis one is started",
          e);
    }
  }

  /** The URL without its password, for messages. */
  public String display() {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String path = uri.getPath() == null ? "" : uri.getPath();
    return uri.getScheme() + "://" + uri.getHost() + port + path;
  }

  @Override
  public String toString() {
    return display();
  }
}
