package org.steermesh.contract;

/**
 * {@code vectors/{vector}@{alias}}.
 *
 * @param vector whose alias
 * @param alias matches {@link ResourceId#FORM}
 */
public record AliasName(VectorName vector, String alias) implements VersionReference {

  /** Refuses a malformed alias. */
  public AliasName {
    ResourceId.check("alias", alias);
  }

  /** Takes a name apart, or refuses it under the name of the request's field. */
  public static AliasName parse(String field, String name) {
    int at = name.indexOf('@');
    if (at < 0
        || !name.startsWith(VectorName.PREFIX)
        || !ResourceId.isId(name.substring(VectorName.PREFIX.length(), at))
        || !ResourceId.isId(name.substring(at + 1))) {
      throw ResourceId.refuse(
          field, name, "must be vectors/{vector}@{alias}, both ids " + ResourceId.IN_WORDS);
    }
    return new AliasName(
        new VectorName(name.substring(VectorName.PREFIX.length(), at)), name.substring(at + 1));
  }

  @Override
  public String toString() {
    return vector + "@" + alias;
  }
}
