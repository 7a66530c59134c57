package org.steermesh.vector.api;

import java.util.Optional;
import java.util.regex.Pattern;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.vector.domain.VectorFilter;
import org.steermesh.vector.v1.BuildMethod;
import org.steermesh.vector.v1.ListVectorsRequest;
import org.steermesh.vector.v1.ListVersionsRequest;

/** Translates the filters of lists. */
final class FilterProtos {

  private static final Pattern DIGEST_PREFIX = Pattern.compile("[0-9a-f]{0,64}");
  private static final int LONGEST_QUERY = 256;

  private FilterProtos() {}

  static VectorFilter filter(ListVectorsRequest request) {
    return new VectorFilter(
        given(request.getModel()),
        method(request.getMethod()),
        given(request.getBehaviour()),
        given(request.getLabel()),
        given(request.getTag()),
        request.hasSite()
            ? Optional.of(TypeProtos.site("site", request.getSite()))
            : Optional.empty(),
        digestPrefix(request.getDigestPrefix()),
        query(request.getQuery()),
        LifecycleProtos.state("state", request.getState()));
  }

  static VectorFilter filter(ListVersionsRequest request) {
    return new VectorFilter(
        given(request.getModel()),
        method(request.getMethod()),
        given(request.getBehaviour()),
        given(request.getLabel()),
        given(request.getTag()),
        request.hasSite()
            ? Optional.of(TypeProtos.site("site", request.getSite()))
            : Optional.empty(),
        digestPrefix(request.getDigestPrefix()),
        query(request.getQuery()),
        LifecycleProtos.state("state", request.getState()));
  }

  private static Optional<String> given(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static Optional<org.steermesh.vector.domain.BuildMethod> method(BuildMethod method) {
    return method == BuildMethod.BUILD_METHOD_UNSPECIFIED
        ? Optional.empty()
        : Optional.of(VectorProtos.method(method));
  }

  private static String digestPrefix(String sent) {
    if (!DIGEST_PREFIX.matcher(sent).matches()) {
      throw SteermeshException.ofField("digest_prefix", "must be 1 to 64 digits of 0-9a-f");
    }
    return sent;
  }

  private static String query(String sent) {
    if (sent.length() > LONGEST_QUERY) {
      throw SteermeshException.ofField(
          "query", "%d characters: at most %d are allowed".formatted(sent.length(), LONGEST_QUERY));
    }
    return sent;
  }
}
