import type { ClassDefinition } from "../../src/index.ts";

/** Receivers of messages, each with typical words. */
const places: readonly (readonly [string, string])[] = [
  ["bakery", "bread cake rolls oven pastry"],
  ["library", "books reading loan shelves card"],
  ["gym", "training weights membership coach treadmill"],
  ["hospital", "doctor ward nurse appointment surgery"],
  ["airline", "flight seat boarding luggage plane"],
  ["hotel", "room breakfast booking reception bed"],
  ["school", "pupils teacher lesson homework class"],
  ["garage", "car brakes engine tires oil"],
  ["bank", "account card loan interest transfer"],
  ["museum", "paintings exhibition guide tickets statue"],
  ["farm", "cows harvest tractor field milk"],
  ["cinema", "film screen popcorn seats trailer"],
  ["pharmacy", "pills prescription cream dose tablets"],
  ["florist", "roses bouquet wedding tulips vase"],
  ["theater", "play stage actors curtain rehearsal"],
  ["zoo", "monkeys lions feeding cage elephants"],
  ["railway", "train platform conductor station delay"],
  ["bookshop", "novel paperback author signing stock"],
  ["restaurant", "waiter table menu dinner wine"],
  ["hairdresser", "haircut color fringe curls shampoo"],
  ["vet", "puppy vaccination cat leash kitten"],
  ["shipyard", "hull welding boat mast harbor"],
  ["brewery", "beer barrel hops tasting bottles"],
  ["observatory", "telescope stars planet dome comet"],
  ["nursery", "toddlers nap toys playground diaper"],
  ["power company", "electricity meter outage cable tariff"],
  ["internet provider", "router broadband signal fiber modem"],
  ["insurer", "claim policy damage premium accident"],
  ["landlord", "rent apartment heating lease tenant"],
  ["post office", "parcel stamps letter courier counter"],
  ["swimming pool", "lane water chlorine swimmer diving"],
  ["ski resort", "lift slope snow piste helmet"],
  ["campsite", "tent fire pitch caravan forest"],
  ["newspaper", "headline editor article reporter column"],
  ["radio station", "host song broadcast interview jingle"],
  ["jeweler", "ring gold necklace diamond bracelet"],
  ["optician", "glasses lenses frame eyesight contact"],
  ["dentist", "tooth filling crown gums brushing"],
  ["tailor", "suit sleeves hem fabric buttons"],
  ["piano maker", "keys tuning pedal strings concert"],
];

/** Subjects of messages, each with typical words. */
const matters: readonly (readonly [string, string])[] = [
  ["refund", "money back, charged twice, paid too much"],
  ["opening hours", "when it opens, closed on Sunday, holidays"],
  ["praise", "thank you, wonderful, best ever"],
  ["rudeness", "shouted at, impolite staff, apology"],
  ["job application", "vacancy, résumé, part time work"],
  ["lost property", "left an umbrella, forgot a bag, was it found"],
  ["noise", "too loud, cannot sleep, drilling"],
  ["parking", "no space, parking fine, disabled bay"],
  ["accessibility", "wheelchair, ramp, elevator broken"],
  ["group visit", "twenty of us, bus tour, group discount"],
  ["gift voucher", "voucher code, birthday present, expired"],
  ["website error", "page does not load, button dead, login loop"],
  ["phone never answered", "on hold for hours, hung up, no callback"],
  ["dirt", "filthy, dust everywhere, smells"],
  ["safety", "dangerous, nearly fell, fire exit blocked"],
  ["price increase", "dearer than last year, why so expensive, raised"],
  ["cancellation", "must cancel, cannot come, call it off"],
  ["rescheduling", "another date, move it to Tuesday, earlier slot"],
  ["children", "with a baby, for ages six to ten, high chair"],
  ["press inquiry", "journalist asks, quote for a story, deadline tonight"],
  ["sponsorship", "support our club, logo on shirts, donation"],
  ["suggestion", "you could, an idea for you, would be nice"],
  ["invoice copy", "need a receipt, tax number missing, send the bill again"],
  ["change of address", "we moved, new street, update my details"],
  ["data deletion", "erase my data, unsubscribe, privacy"],
];

export const mostClasses = places.length * matters.length;

/** Makes `count` classes, each a subject and a receiver. Neighbors share one of the two, so some are easily confused. */
export function madeClasses(count: number): ClassDefinition[] {
  return Array.from({ length: count }, (_, i) => {
    const [place, things] = places[i % places.length];
    // Each pass through the receivers uses other subjects, so that 40 x 25 classes differ.
    const [matter, signs] = matters[(i + Math.floor(i / places.length)) % matters.length];
    return {
      name: `${place}: ${matter}`,
      prompt: `Messages to a ${place} about ${matter}: ${signs}. They speak of ${things.replaceAll(" ", ", ")}.`,
    };
  });
}
