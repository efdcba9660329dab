/** Classes that ./train.sh trains if the user gives none, so that there is something to try at once. */
export const defaultClasses: Readonly<Record<string, string>> = {
  cat:
    "Cats are generally more independent and aloof. Cats are also more territorial and may be more aggressive when " +
    "defending their territory. Cats are self-grooming animals, using their tongues to keep their coats clean and " +
    "healthy. Cats use body language and vocalizations, such as meowing and purring, to communicate.  An example cat " +
    "is whiskers, who is a cat who lives in a house with a human. Another example cat is furball, who likes to eat " +
    "food and sleep.  A famous cat is garfield, who is a cat who likes to eat lasagna.",
  dog:
    "Dogs are social animals that live in groups, called packs, in the wild. They are also highly intelligent and " +
    "trainable. Dogs are also known for their loyalty and affection towards their owners. Dogs are also known for " +
    "their ability to learn and perform a variety of tasks, such as herding, hunting, and guarding.  An example dog " +
    "is snoopy, who is the best friend of charlie brown.  Another example dog is clifford, who is a big red dog.",
};
