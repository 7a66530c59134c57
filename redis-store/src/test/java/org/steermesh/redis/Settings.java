package org.steermesh.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of a service; patient, because these tests assert no timing. */
record Settings(
    String url,
    Optional<String> user,
    Optional<String> password,
    Optional<Path> trustCertificate,
    Duration timeout,
    boolean allowEviction,
    boolean cluster)
    implements RedisConfig {

  /** What all keys of these tests could have in common. */
  static final RedisKeyspace KEYS = () -> "{test}:";

  static Settings of(String url) {
    return new Settings(
        url,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ofMinutes(1),
        false,
        false);
  }

  @Override
  public Duration payloadTimeout() {
    return timeout.multipliedBy(2);
  }

  Settings as(String newUser, String newPassword) {
    return new Settings(
        url,
        Optional.of(newUser),
        Optional.of(newPassword),
        trustCertificate,
        timeout,
        allowEviction,
        cluster);
  }

  Settings within(Duration newTimeout) {
    return new Settings(url, user, password, trustCertificate, newTimeout, allowEviction, cluster);
  }

  Settings trusting(Path certificate) {
    return new Settings(
        url, user, password, Optional.of(certificate), timeout, allowEviction, cluster);
  }

  Settings allowingEviction() {
    return new Settings(url, user, password, trustCertificate, timeout, true, cluster);
  }

  Settings asCluster() {
    return new Settings(url, user, password, trustCertificate, timeout, allowEviction, true);
  }
}
