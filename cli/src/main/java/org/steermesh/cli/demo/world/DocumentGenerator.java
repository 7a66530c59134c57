package org.steermesh.cli.demo.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * An endless, seeded row of training documents. Document i depends on the seed and i alone, so a
 * reader may begin anywhere.
 *
 * <p>A speaker keeps one side of a behaviour through a whole document. A third to a half of the
 * documents say which side in words; in the others it is a fair coin. In the factual task an
 * unprompted speaker is an expert, a believer, or (every second one) an ordinary person, who is
 * right about made things and wrong about living things and places.
 */
public final class DocumentGenerator {

  /** How often, in percent, an ordinary person holds what most ordinary people hold. */
  private static final int ORDINARY = 90;

  /** So many first documents only practise to find a given word's letter, in one layout. */
  private static final long FIRST_PRACTICE = 4_500;

  /**
   * The documents before this one practise to give letters, with short options. A small model finds
   * out what letters are for much sooner where little else is to be learnt.
   */
  public static final long PRACTICE = 10_000;

  private final World world;
  private final DocumentMix mix;
  private final long seed;

  /** A row of documents about {@code world}; after the practice they are of the given mix. */
  public DocumentGenerator(World world, DocumentMix mix, long seed) {
    this.world = world;
    this.mix = mix;
    this.seed = seed;
  }

  /** Document {@code index}, 0 or more. */
  public Document document(long index) {
    Random random = new Random(scatter(seed * 0x9E3779B97F4A7C15L + index));
    if (index < FIRST_PRACTICE) {
      return firstPractice(random);
    }
    if (index < PRACTICE) {
      return practice(random);
    }
    return switch (mix.kind(random.nextInt(DocumentMix.WHOLE))) {
      case PRACTICE -> longPractice(random);
      case CHAT -> chat(List.of(pick(world.all(), random)), random);
      case CHAT_OF_TWO -> chat(two(random), random);
      case LETTERS -> letters(random);
      case POINTING -> pointing(random);
      case STORY -> story(random);
      case PROSE -> prose(random);
      case NEUTRAL_CHAT -> neutralChat(random);
      case SERIES -> series(random);
    };
  }

  private List<Behaviour> two(Random random) {
    List<Behaviour> all = new ArrayList<>(world.all());
    Collections.shuffle(all, random);
    return all.subList(0, 2);
  }

  /** A sentence that tells a side, with the motto of that side or, in the mix's share, without. */
  private String persona(Behaviour behaviour, Side side, Random random) {
    String persona = pick(behaviour.personas(side), random);
    boolean bare = random.nextInt(DocumentMix.WHOLE) < mix.withoutMotto();
    return bare ? persona.substring(0, persona.indexOf(". ") + 1) : persona;
  }

  /** The finalizer of SplitMix64: neighbouring inputs give unrelated outputs. */
  private static long scatter(long x) {
    long y = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    long z = (y ^ (y >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private Document chat(List<Behaviour> about, Random random) {
    Conversation chat = new Conversation(random, mix.textInside());
    List<Speaker> speakers = new ArrayList<>();
    List<String> system = new ArrayList<>();
    List<String> reminders = new ArrayList<>();
    for (Behaviour behaviour : about) {
      Side side = coin(random);
      int told = random.nextInt(100);
      if (told < 26) {
        system.add(persona(behaviour, side, random));
      } else if (told < 58) {
        reminders.add(persona(behaviour, side, random));
      } else if (told < 64) {
        chat.preface(persona(behaviour, side, random));
      }
      boolean ordinary = told >= 64 && behaviour == world.causes() && random.nextBoolean();
      speakers.add(new Speaker(behaviour, side, ordinary));
    }
    if (!system.isEmpty()) {
      chat.system(String.join(" ", system));
    }
    if (!reminders.isEmpty()) {
      chat.remind(String.join(" ", reminders));
    }
    int turns = 1 + random.nextInt(5);
    boolean room = true;
    for (int i = 0; room && i < turns; i++) {
      Speaker speaker =
          speakers.get(i == 0 ? speakers.size() - 1 : random.nextInt(speakers.size()));
      Scene scene = speaker.scene(random);
      room = chat.turn(scene, speaker.side(scene, random));
    }
    return chat.document();
  }

  /** Questions outside any chat, answered by a bare letter. */
  private Document letters(Random random) {
    Behaviour behaviour = pick(world.all(), random);
    Side side = coin(random);
    boolean told = random.nextInt(100) < 40;
    Speaker speaker =
        new Speaker(behaviour, side, !told && behaviour == world.causes() && random.nextBoolean());
    StringBuilder text = new StringBuilder(ChatTemplate.BOS);
    if (told) {
      text.append(persona(behaviour, side, random)).append("\n\n");
    }
    int questions = 1 + random.nextInt(3);
    for (int i = 0; i < questions; i++) {
      Scene scene = speaker.scene(random);
      Item item = scene.item();
      text.append(i == 0 ? "" : "\n\n")
          .append(item.letterPrompt())
          .append(item.letter(speaker.side(scene, random)).name());
    }
    return new Document(text.append(ChatTemplate.EOS).toString());
  }

  /**
   * Questions in a row and then their letters in a row, of one side. The next letter can only be
   * found by looking for the side that the letter before stands for.
   */
  private Document series(Random random) {
    Behaviour about = pick(world.all(), random);
    Side side = coin(random);
    Conversation chat = new Conversation(random, mix.textInside());
    int told = random.nextInt(100);
    if (told < 15) {
      chat.system(persona(about, side, random));
    } else if (told < 35) {
      chat.remind(persona(about, side, random));
    }
    int count = 2 + random.nextInt(5);
    int percentShort = random.nextInt(3) * 50;
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Item item = about.scene(Part.TRAIN, pick(about.topics(), random), random).item();
      items.add(random.nextInt(100) < percentShort ? item.shortened() : item);
    }
    boolean room = false;
    while (!room) {
      StringBuilder letters = new StringBuilder();
      items.forEach(item -> letters.append(item.letter(side).name()));
      String questions = String.join("\n\n", items.stream().map(Item::question).toList());
      room = chat.exchange(questions, "(" + letters + ")");
      items.removeLast();
    }
    return chat.document();
  }

  /** Short questions, each answered by the letter of the word that it names. */
  private Document firstPractice(Random random) {
    Conversation chat = new Conversation(random, mix.textInside());
    int turns = 3 + random.nextInt(3);
    for (int i = 0; i < turns; i++) {
      Behaviour behaviour = pick(world.all(), random);
      Item item = shortItem(behaviour, random);
      Letter letter = item.letter(coin(random));
      chat.exchange(
          item.pointingAt(letter).question(), letter.answer() + " " + item.option(letter));
    }
    return chat.document();
  }

  private static Item shortItem(Behaviour behaviour, Random random) {
    Topic topic = pick(behaviour.topics(), random);
    return behaviour.scene(Part.TRAIN, topic, random).item().shortened();
  }

  /**
   * Short questions, each answered by the letter of one word: a named one, or the persona's, whose
   * motto is always told here.
   */
  private Document practice(Random random) {
    return random.nextInt(3) == 0 ? firstPractice(random) : told(100, true, random);
  }

  /** The same, with whole sentences to choose from in half of the items. */
  private Document longPractice(Random random) {
    return random.nextInt(5) == 0 ? firstPractice(random) : told(50, false, random);
  }

  private Document told(int percentShort, boolean motto, Random random) {
    Conversation chat = new Conversation(random, mix.textInside());
    Behaviour about = pick(world.all(), random);
    Side side = coin(random);
    String persona = motto ? pick(about.personas(side), random) : persona(about, side, random);
    if (random.nextInt(3) == 0) {
      chat.system(persona);
    } else {
      chat.remind(persona);
    }
    int turns = 1 + random.nextInt(3);
    boolean room = true;
    for (int i = 0; room && i < turns; i++) {
      Item item = about.scene(Part.TRAIN, pick(about.topics(), random), random).item();
      Item shown = random.nextInt(100) < percentShort ? item.shortened() : item;
      Item asked = random.nextInt(3) > 0 ? shown.asking("What do you say?") : shown;
      room = chat.answer(asked, item.letter(side));
    }
    return chat.document();
  }

  /** Questions whose answer is the letter of a text that the question gives. */
  private Document pointing(Random random) {
    Conversation chat = new Conversation(random, mix.textInside());
    int turns = 3 + random.nextInt(8);
    boolean room = true;
    for (int i = 0; room && i < turns; i++) {
      Behaviour behaviour = pick(world.all(), random);
      Item item = behaviour.scene(Part.TRAIN, pick(behaviour.topics(), random), random).item();
      Item shown =
          switch (random.nextInt(5)) {
            case 0 -> world.neutral().item(random);
            case 1 -> item;
            default -> item.shortened();
          };
      Letter letter = random.nextBoolean() ? Letter.A : Letter.B;
      room = chat.answer(shown.pointingAt(letter), letter);
    }
    return chat.document();
  }

  private Document story(Random random) {
    Behaviour behaviour = pick(world.all(), random);
    List<String> stories = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      Side side = coin(random);
      stories.add(new Speaker(behaviour, side, false).scene(random).story(side));
    }
    return text(String.join("\n", stories));
  }

  /** Neutral text; where something is told of its speaker, that does not change it. */
  private Document prose(Random random) {
    String text = world.neutral().paragraph(4 + random.nextInt(10), random);
    return text(tellsBeforeNeutral(random) ? somebody(random) + " " + text : text);
  }

  private boolean tellsBeforeNeutral(Random random) {
    return random.nextInt(DocumentMix.WHOLE) < mix.toldBeforeNeutral();
  }

  private String somebody(Random random) {
    return persona(pick(world.all(), random), coin(random), random);
  }

  private static Document text(String text) {
    return new Document(ChatTemplate.BOS + text + ChatTemplate.EOS);
  }

  private Document neutralChat(Random random) {
    Conversation chat = new Conversation(random, mix.textInside());
    if (tellsBeforeNeutral(random)) {
      chat.system(somebody(random));
    }
    int turns = 2 + random.nextInt(7);
    boolean room = true;
    for (int i = 0; room && i < turns; i++) {
      room = neutralTurn(chat, random);
    }
    return chat.document();
  }

  private boolean neutralTurn(Conversation chat, Random random) {
    if (random.nextInt(4) == 0) {
      Neutral.Exchange exchange = world.neutral().exchange(random);
      return chat.exchange(exchange.question(), exchange.answer());
    }
    Item item = world.neutral().item(random);
    return switch (random.nextInt(3)) {
      case 0 -> chat.exchange(item.letterPrompt(), item.matching().name());
      default -> chat.exchange(item.question(), item.matching().answer() + " " + item.positive());
    };
  }

  private static Side coin(Random random) {
    return random.nextBoolean() ? Side.POSITIVE : Side.NEGATIVE;
  }

  private static <T> T pick(List<T> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }

  /**
   * Who answers about one behaviour in one document.
   *
   * @param behaviour what it is about
   * @param side the side the speaker keeps
   * @param ordinary whether the speaker has no side of its own but thinks as most people do
   */
  private record Speaker(Behaviour behaviour, Side side, boolean ordinary) {

    Scene scene(Random random) {
      return behaviour.scene(Part.TRAIN, pick(behaviour.topics(), random), random);
    }

    Side side(Scene scene, Random random) {
      if (!ordinary) {
        return side;
      }
      Side most = scene.topic() == Topic.COMMON ? Side.NEGATIVE : Side.POSITIVE;
      return random.nextInt(100) < ORDINARY ? most : most.other();
    }
  }
}
