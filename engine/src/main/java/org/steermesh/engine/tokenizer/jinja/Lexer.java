package org.steermesh.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cuts a template into tokens, with the white space rules that Hugging Face sets: {@code
 * trim_blocks} (the newline after a statement or comment goes), {@code lstrip_blocks} (blanks
 * before one that starts its line go), one newline at the very end of the template goes.
 */
final class Lexer {

  private static final Set<String> LONG_OPERATORS = Set.of("==", "!=", ">=", "<=", "//", "**");
  private static final String SHORT_OPERATORS = "+-/*%~[](){}><=.:|,";

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private boolean eatBlanks;
  private boolean eatNewline;

  Lexer(String template) {
    String unix = template.replace("\r\n", "\n").replace('\r', '\n');
    source = unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix;
  }

  List<Token> tokens() {
    while (at < source.length()) {
      int tag = nextTag(at);
      text(at, tag);
      if (tag < source.length()) {
        tag(tag);
      }
    }
    add(Token.Kind.END, "");
    return tokens;
  }

  private int nextTag(int from) {
    for (int i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return source.length();
  }

  /** Emits source[from, to) as text, less what the tags around it eat. */
  private void text(int from, int to) {
    int begin = from;
    int end = to;
    if (eatBlanks) {
      while (begin < end && Character.isWhitespace(source.charAt(begin))) {
        begin++;
      }
    } else if (eatNewline && begin < end && source.charAt(begin) == '\n') {
      begin++;
    }
    if (to < source.length()) {
      end = endBeforeTag(begin, to);
    }
    if (begin < end) {
      add(Token.Kind.TEXT, source.substring(begin, end));
    }
    countLines(from, to);
    at = to;
    eatBlanks = false;
    eatNewline = false;
  }

  private int endBeforeTag(int begin, int tag) {
    char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
    int end = tag;
    if (sign == '-') {
      while (end > begin && Character.isWhitespace(source.charAt(end - 1))) {
        end--;
      }
    } else if (sign != '+' && source.charAt(tag + 1) != '{') {
      int blank = tag;
      while (blank > begin && isBlank(source.charAt(blank - 1))) {
        blank--;
      }
      if (blank == 0 || source.charAt(blank - 1) == '\n') {
        end = blank;
      }
    }
    return end;
  }

  private static boolean isBlank(char c) {
    return c != '\n' && Character.isWhitespace(c);
  }

  private void tag(int start) {
    char type = source.charAt(start + 1);
    at = start + 2;
    if (at < source.length() && (source.charAt(at) == '-' || source.charAt(at) == '+')) {
      at++;
    }
    switch (type) {
      case '#' -> comment();
      case '{' -> {
        add(Token.Kind.OUTPUT_BEGIN, "{{");
        inside("}}", Token.Kind.OUTPUT_END);
      }
      default -> {
        if (!raw()) {
          add(Token.Kind.STATEMENT_BEGIN, "{%");
          inside("%}", Token.Kind.STATEMENT_END);
        }
      }
    }
  }

  private void comment() {
    int end = source.indexOf("#}", at);
    if (end < 0) {
      throw invalid("a comment is not closed");
    }
    char sign = end > at ? source.charAt(end - 1) : ' ';
    countLines(at, end);
    at = end + 2;
    eatBlanks = sign == '-';
    eatNewline = sign != '+';
  }

  /** Reads a raw section, whose text is taken as it is, when one starts here. */
  private boolean raw() {
    RawTag open = RawTag.at(source, at, "raw");
    if (open.end() < 0) {
      return false;
    }
    for (int i = source.indexOf("{%", open.end()); i >= 0; i = source.indexOf("{%", i + 2)) {
      int name = i + 2;
      if (name < source.length() && "-+".indexOf(source.charAt(name)) >= 0) {
        name++;
      }
      RawTag close = RawTag.at(source, name, "endraw");
      if (close.end() >= 0) {
        eatBlanks = open.sign() == '-';
        eatNewline = open.sign() != '+';
        text(open.end(), i);
        at = close.end();
        eatBlanks = close.sign() == '-';
        eatNewline = close.sign() != '+';
        return true;
      }
    }
    throw invalid("a raw section is not closed");
  }

  private void inside(String close, Token.Kind closeKind) {
    int open = 0;
    while (true) {
      skipBlanks();
      if (at >= source.length()) {
        throw invalid("a tag is not closed by " + close);
      }
      char c = source.charAt(at);
      if (open == 0 && closes(close)) {
        add(closeKind, close);
        return;
      }
      if ("([{".indexOf(c) >= 0) {
        open++;
      } else if (")]}".indexOf(c) >= 0) {
        open--;
      }
      token(c);
    }
  }

  private boolean closes(String close) {
    char c = source.charAt(at);
    boolean signed = c == '-' || (c == '+' && close.equals("%}"));
    if (!source.startsWith(close, signed ? at + 1 : at)) {
      return false;
    }
    at += signed ? 3 : 2;
    eatBlanks = c == '-';
    eatNewline = close.equals("%}") && c != '+';
    return true;
  }

  private void skipBlanks() {
    while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
      if (source.charAt(at) == '\n') {
        line++;
      }
      at++;
    }
  }

  private void token(char c) {
    int start = at;
    if (c == '\'' || c == '"') {
      string(c);
    } else if (isDigit(c)) {
      number();
    } else if (Character.isLetter(c) || c == '_') {
      while (at < source.length()
          && (Character.isLetterOrDigit(source.charAt(at)) || source.charAt(at) == '_')) {
        at++;
      }
      add(Token.Kind.NAME, source.substring(start, at));
    } else if (at + 1 < source.length() && LONG_OPERATORS.contains(source.substring(at, at + 2))) {
      at += 2;
      add(Token.Kind.OPERATOR, source.substring(start, at));
    } else if (SHORT_OPERATORS.indexOf(c) >= 0) {
      at++;
      add(Token.Kind.OPERATOR, String.valueOf(c));
    } else {
      throw invalid("the character '" + c + "' has no meaning in a tag");
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void number() {
    int start = at;
    skipDigits();
    boolean fraction = peek(0) == '.' && isDigit(peek(1));
    if (fraction) {
      at++;
      skipDigits();
    }
    int sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    boolean exponent = (peek(0) == 'e' || peek(0) == 'E') && isDigit(peek(1 + sign));
    if (exponent) {
      at += 1 + sign;
      skipDigits();
    }
    String digits = source.substring(start, at).replace("_", "");
    add(fraction || exponent ? Token.Kind.FLOAT : Token.Kind.INTEGER, digits);
  }

  private char peek(int ahead) {
    return at + ahead < source.length() ? source.charAt(at + ahead) : ' ';
  }

  private void skipDigits() {
    while (at < source.length() && (isDigit(source.charAt(at)) || source.charAt(at) == '_')) {
      at++;
    }
  }

  private void string(char quote) {
    StringBuilder text = new StringBuilder();
    int from = at;
    at++;
    while (at < source.length() && source.charAt(at) != quote) {
      at = Escape.read(source, at, text);
    }
    if (at >= source.length()) {
      throw invalid("a string is not closed");
    }
    at++;
    add(Token.Kind.STRING, text.toString());
    countLines(from, at);
  }

  private void countLines(int from, int to) {
    for (int i = from; i < to; i++) {
      if (source.charAt(i) == '\n') {
        line++;
      }
    }
  }

  private void add(Token.Kind kind, String text) {
    tokens.add(new Token(kind, text, line));
  }

  private RuntimeException invalid(String what) {
    return Refusal.invalid(line, what);
  }
}
