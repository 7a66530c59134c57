package org.steermesh.cli.mesh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Set;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.file.WholeFile;

/** The Redis server that comes as a resource of {@code org.signal:embedded-redis}. */
public final class RedisBinary {

  private static final String VERSION = "7.0.15";
  private static final Set<String> PLATFORMS =
      Set.of("linux-amd64", "linux-arm64", "linux-386", "darwin-amd64", "darwin-arm64");

  private RedisBinary() {}

  /**
   * Returns the server's executable in {@code directory}, written there if it was not.
   *
   * @throws SteerException if there is no server for this platform
   */
  public static Path extract(Path directory) {
    String platform =
        platform(
            System.getProperty("os.name", "unknown"), System.getProperty("os.arch", "unknown"));
    if (!PLATFORMS.contains(platform)) {
      throw new SteerException(
          ExitCode.UNAVAILABLE,
          "no embedded Redis for "
              + platform
              + "; give a Redis URL with --redis, for example --redis redis://localhost:6379");
    }
    try {
      return extract(directory, "redis-server-" + VERSION + "-" + platform);
    } catch (IOException e) {
      throw new SteerException(
          ExitCode.FAILED, "cannot write the Redis server into " + directory + ": " + e, e);
    }
  }

  /** {@code os-architecture}, in the words of the resource names. */
  static String platform(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "darwin" : os.replace(' ', '-');
    return switch (osArch) {
      case "x86_64", "amd64" -> system + "-amd64";
      case "aarch64", "arm64" -> system + "-arm64";
      case "x86", "i386", "i586", "i686" -> system + "-386";
      default -> system + "-" + osArch;
    };
  }

  private static Path extract(Path directory, String resource) throws IOException {
    Path target = directory.resolve(resource);
    if (Files.isExecutable(target)) {
      return target;
    }
    Files.createDirectories(directory);
    // Whole, so that another process never runs half a file.
    return WholeFile.write(
        target,
        part -> {
          try (InputStream bytes = RedisBinary.class.getResourceAsStream("/" + resource)) {
            if (bytes == null) {
              throw new IOException("the resource " + resource + " is missing");
            }
            Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING);
          }
          if (!part.toFile().setExecutable(true)) {
            throw new IOException(part + " cannot be made executable");
          }
          return target;
        });
  }
}
