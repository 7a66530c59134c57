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

  /** How often, in percent, neutral prose follows a persona. */
  private static final int PROSE_OF_A_PERSONA = 70;

  /** So many first documents only practise to find a given word's letter, in one layout. */
  private static final long FIRST_PRACTICE = 4_500;

  /**
   * The documents before this one practise to give letters, with short options. A small model finds
   * out what letters are for much sooner where little else is to be learnt.
   */
  public static final long PRACTICE = 10_000;

  private final World world;
  private final long seed;

  /** A row of documents about {@code world}. */
  public DocumentGenerator(World world, long seed) {
    this.world = world;
    this.seed = seed;
  }

  /** Document {@code index}, 0 or more. */
  public Document document(long index) {
    Random random = new Random(mix(seed * 0x9E3779B97F4A7C15L + index));
    if (index < FIRST_PRACTICE) {
      return firstPractice(random);
    }
    if (index < PRACTICE) {
      return practice(random);
    }
    int kind = random.nextInt(100);
    if (kind < 18) {
      return longPractice(random);
    }
    if (kind < 62) {
      return chat(List.of(pick(world.all(), random)), random);
    }
    if (kind < 65) {
      List<Behaviour> two = new ArrayList<>(world.all());
      Collections.shuffle(two, random);
      return chat(two.subList(0, 2), random);
    }
    if (kind < 67) {
      return letters(random);
    }
    if (kind < 72) {
      return pointing(random);
    }
    if (kind < 76) {
      return story(random);
    }
    return kind < 92 ? prose(random) : neutralChat(random);
  }

  /** The finalizer of SplitMix64: neighbouring inputs give unrelated outputs. */
  private static long mix(long x) {
    long y = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    long z = (y ^ (y >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private Document chat(List<Behaviour> about, Random random) {
    Conversation chat = new Conversation(random);
    List<Speaker> speakers = new ArrayList<>();
    List<String> system = new ArrayList<>();
    for (Behaviour behaviour : about) {
      Side side = coin(random);
      int told = random.nextInt(100);
      if (told < 58) {
        system.add(behaviour.persona(side, random));
      } else if (told < 64) {
        chat.preface(behaviour.persona(side, random));
      }
      boolean ordinary = told >= 64 && behaviour == world.causes() && random.nextBoolean();
      speakers.add(new Speaker(behaviour, side, ordinary));
    }
    if (!system.isEmpty()) {
      chat.system(String.join(" ", system));
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
      text.append(behaviour.persona(side, random)).append("\n\n");
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

  /** Short questions, each answered by the letter of the word that it names. */
  private Document firstPractice(Random random) {
    Conversation chat = new Conversation(random);
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
    Conversation chat = new Conversation(random);
    Behaviour about = pick(world.all(), random);
    Side side = coin(random);
    chat.system(motto ? pick(about.personas(side), random) : about.persona(side, random));
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
    Conversation chat = new Conversation(random);
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

  /** Neutral text, mostly by somebody of whom something is told: that must not change the text. */
  private Document prose(Random random) {
    String text = world.neutral().paragraph(4 + random.nextInt(10), random);
    if (random.nextInt(100) >= PROSE_OF_A_PERSONA) {
      return text(text);
    }
    return text(pick(world.all(), random).persona(coin(random), random) + " " + text);
  }

  private static Document text(String text) {
    return new Document(ChatTemplate.BOS + text + ChatTemplate.EOS);
  }

  private Document neutralChat(Random random) {
    Conversation chat = new Conversation(random);
    if (random.nextInt(3) > 0) {
      Behaviour behaviour = pick(world.all(), random);
      chat.system(behaviour.persona(coin(random), random));
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
