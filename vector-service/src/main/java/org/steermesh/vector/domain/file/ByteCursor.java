package org.steermesh.vector.domain.file;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads little-endian numbers and texts one after the other; never past the end. */
final class ByteCursor {

  private final VectorFileFormat format;
  private final ByteBuffer bytes;

  ByteCursor(VectorFileFormat format, ByteBuffer bytes) {
    this.format = format;
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  int position() {
    return bytes.position();
  }

  int remaining() {
    return bytes.remaining();
  }

  int u8() {
    return need(1).get() & 0xff;
  }

  int u16() {
    return need(Short.BYTES).getShort() & 0xffff;
  }

  int i32() {
    return need(Integer.BYTES).getInt();
  }

  long u32() {
    return i32() & 0xffff_ffffL;
  }

  /** Negative where the number is 2^63 or more, for the caller to refuse. */
  long i64() {
    return need(Long.BYTES).getLong();
  }

  void skip(long count) {
    take(count);
  }

  /** The next bytes, not copied. */
  ByteBuffer take(long count) {
    if (count < 0 || count > bytes.remaining()) {
      throw truncated(count);
    }
    ByteBuffer taken = bytes.slice(bytes.position(), (int) count).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + (int) count);
    return taken;
  }

  /** Bytes anywhere, not copied. */
  ByteBuffer at(long position, long count) {
    if (position < 0 || count < 0 || count > bytes.limit() - position) {
      throw truncated(count);
    }
    return bytes.slice((int) position, (int) count).order(ByteOrder.LITTLE_ENDIAN);
  }

  void moveTo(long position) {
    if (position < 0 || position > bytes.limit()) {
      throw truncated(position);
    }
    bytes.position((int) position);
  }

  /** UTF-8. */
  String text(long length, int most) {
    if (length < 0 || length > most) {
      throw InvalidFile.because(
          format,
          "a name or text of %s bytes; at most %d are allowed"
              .formatted(Long.toUnsignedString(length), most));
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(take(length)).toString();
    } catch (CharacterCodingException e) {
      throw InvalidFile.because(format, "a name or text is not UTF-8").causedBy(e);
    }
  }

  private ByteBuffer need(int count) {
    if (bytes.remaining() < count) {
      throw truncated(count).causedBy(new BufferUnderflowException());
    }
    return bytes;
  }

  private org.steermesh.contract.SteermeshException truncated(long wanted) {
    return InvalidFile.because(
        format,
        "it ends too early: %s bytes are wanted at byte %d of %d"
            .formatted(Long.toUnsignedString(wanted), bytes.position(), bytes.limit()));
  }
}
