package org.steermesh.contract;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.function.Function;

/**
 * Which page of a list is asked for. Lists are ordered by a string key of each item; a page is
 * everything after the last key of the page before.
 *
 * @param size most items, 1 to 500
 * @param after the key after which the page begins; empty is the first page
 * @param arguments hash of the request's other fields, bound into the next token
 */
public record PageRequest(int size, String after, String arguments) {

  private static final int DEFAULT = 50;
  private static final int MOST = 500;

  /**
   * Reads {@code page_size} and {@code page_token} of a List request.
   *
   * @throws SteermeshException FIELD_INVALID for a negative size, PAGE_TOKEN_INVALID for a token of
   *     other arguments
   */
  public static PageRequest of(Message request) {
    FieldDescriptor sizeField = field(request, "page_size");
    FieldDescriptor tokenField = field(request, "page_token");
    int size = (Integer) request.getField(sizeField);
    if (size < 0) {
      throw SteermeshException.ofField(
          "page_size", size + " is negative: it must be 0 (takes 50) to 500");
    }
    String arguments =
        PageToken.hash(request.toBuilder().clearField(sizeField).clearField(tokenField).build());
    String token = (String) request.getField(tokenField);
    String after = token.isEmpty() ? "" : PageToken.parse(token).keyFor(arguments);
    return new PageRequest(size == 0 ? DEFAULT : Math.min(size, MOST), after, arguments);
  }

  /** The token of the page that begins after a key. */
  public String tokenAfter(String lastKey) {
    return new PageToken(arguments, lastKey).toString();
  }

  /**
   * Cuts the page out of a whole list.
   *
   * @param items in ascending order of their keys
   * @param key of an item: not empty, unique
   */
  public <T> Page<T> cut(List<T> items, Function<? super T, String> key) {
    List<T> rest =
        items.stream()
            .filter(item -> key.apply(item).compareTo(after) > 0)
            .limit(size + 1L)
            .toList();
    if (rest.size() <= size) {
      return new Page<>(rest, "");
    }
    List<T> page = rest.subList(0, size);
    return new Page<>(page, tokenAfter(key.apply(page.getLast())));
  }

  /**
   * One page of a list.
   *
   * @param items in order
   * @param nextToken asks for the next page; empty at the end
   */
  public record Page<T>(List<T> items, String nextToken) {

    /** Copies the list. */
    public Page {
      items = List.copyOf(items);
    }

    /** The same page of something else. */
    public <R> Page<R> map(Function<? super T, ? extends R> translation) {
      return new Page<>(items.stream().<R>map(translation).toList(), nextToken);
    }
  }

  private static FieldDescriptor field(Message request, String name) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName(name);
    if (field == null) {
      throw new IllegalArgumentException(
          request.getDescriptorForType().getFullName() + " has no field " + name);
    }
    return field;
  }
}
