package org.steermesh.cli.mesh;

import java.net.URI;
import java.net.URISyntaxException;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;

/** Where a Redis is: {@code redis[s]://[[user]:password@]host[:port][/database]}. */
public record RedisUrl(URI uri) {

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
