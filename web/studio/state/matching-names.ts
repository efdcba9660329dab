/**
 * Finds names that contain what was typed. Upper and lower case are equal.
 * Names that start with it come first, then names with a word that starts with it, then the others.
 */
export function matchingNames(names: readonly string[], typed: string): readonly string[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return names;
  const groups: [string[], string[], string[]] = [[], [], []];
  for (const name of names) {
    const at = name.toLowerCase().indexOf(wanted);
    if (at < 0) continue;
    groups[at === 0 ? 0 : startsWord(name.toLowerCase(), wanted) ? 1 : 2].push(name);
  }
  return groups.flat();
}

function startsWord(name: string, wanted: string): boolean {
  for (let at = name.indexOf(wanted); at >= 0; at = name.indexOf(wanted, at + 1))
    if (!/[\p{L}\p{N}]/u.test(name[at - 1] ?? " ")) return true;
  return false;
}
