package org.steermesh.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One change of the keyspace, run by Redis as a whole or not at all.
 *
 * @param source the Lua text
 * @param sha1 what Redis calls it, lower-case hexadecimal
 */
public record LuaScript(String source, String sha1) {

  /** Loads {@code {name}.lua}, a resource beside the class of a store. */
  public static LuaScript load(Class<?> store, String name) {
    try (InputStream in = store.getResourceAsStream(name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + ".lua is missing from the archive");
      }
      byte[] source = in.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(source);
      return new LuaScript(
          new String(source, StandardCharsets.UTF_8), HexFormat.of().formatHex(digest));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
