package org.steermesh.cli.mesh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;

/**
 * Where a Redis is: {@code redis[s]://[[user]:password@]host[:port][/database]}; with several
 * hosts, a cluster, or with {@code redis[s]-sentinel://} and {@code #master}, sentinels.
 */
public record RedisUrl(URI uri) {

  private static final int DEFAULT_PORT = 6379;
  private static final int DEFAULT_SENTINEL_PORT = 26_379;
  private static final int CONNECT_MS = 5000;

  /** Reads a URL as a person types it. */
  public static RedisUrl parse(String text) {
    try {
      RedisUrl url = new RedisUrl(new URI(text));
      if (url.isKnown()) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw refusal(e);
    }
    throw refusal(new IllegalArgumentException("no redis:// or rediss:// with a host"));
  }

  private boolean isKnown() throws URISyntaxException {
    String scheme = Objects.requireNonNullElse(uri.getScheme(), "");
    if (!List.of("redis", "rediss", "redis-sentinel", "rediss-sentinel").contains(scheme)
        || uri.getRawAuthority() == null
        || isOfSentinels() == Objects.requireNonNullElse(uri.getFragment(), "").isEmpty()) {
      return false;
    }
    for (URI host : hosts()) {
      if (host.getHost() == null) {
        return false;
      }
    }
    return true;
  }

  /** Whether it names nodes of a cluster. */
  boolean isCluster() {
    return !isOfSentinels() && authority().contains(",");
  }

  private boolean isOfSentinels() {
    return uri.getScheme().endsWith("-sentinel");
  }

  /** What names the hosts, without user and password. */
  private String authority() {
    String authority = uri.getRawAuthority();
    return authority.substring(authority.lastIndexOf('@') + 1);
  }

  /** Each host with its port. */
  private List<URI> hosts() throws URISyntaxException {
    List<URI> hosts = new ArrayList<>();
    for (String host : authority().split(",", -1)) {
      hosts.add(new URI("redis://" + host));
    }
    return hosts;
  }

  /** The text is not repeated: it may hold a password. */
  private static SteerException refusal(Exception cause) {
    return new SteerException(
        ExitCode.USAGE,
        "the Redis URL is not of the form redis://host:6379, with rediss:// for TLS and"
            + " user:password@ before the host where Redis asks for them, nor"
            + " redis://host:6379,host:6379 for a cluster, nor"
            + " redis-sentinel://host:26379,host:26379#master",
        cause);
  }

  /**
   * Refuses a Redis that nothing answers for, before a service waits for it; of several hosts, one
   * must answer.
   *
   * @throws SteerException if no connection can be made
   */
  void requireReachable() {
    IOException last = new IOException("no host");
    try {
      for (URI host : hosts()) {
        int usual = isOfSentinels() ? DEFAULT_SENTINEL_PORT : DEFAULT_PORT;
        int port = host.getPort() < 0 ? usual : host.getPort();
        try (Socket socket = new Socket()) {
          socket.connect(new InetSocketAddress(host.getHost(), port), CONNECT_MS);
          return;
        } catch (IOException e) {
          last = e;
        }
      }
    } catch (URISyntaxException e) {
      throw refusal(e);
    }
    String reason = last instanceof UnknownHostException ? "unknown host" : last.getMessage();
    throw new SteerException(
        ExitCode.UNAVAILABLE,
        "no Redis answers at " + display() + ": " + reason + "; without --redis one is started",
        last);
  }

  /** The URL without its password, for messages. */
  public String display() {
    String path = uri.getPath() == null ? "" : uri.getPath();
    String master = uri.getFragment() == null ? "" : "#" + uri.getFragment();
    return uri.getScheme() + "://" + authority() + path + master;
  }

  @Override
  public String toString() {
    return display();
  }
}
